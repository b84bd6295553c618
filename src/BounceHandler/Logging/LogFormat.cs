namespace BounceHandler.Logging;

/// <summary>How log lines are written.</summary>
public enum LogFormat
{
    /// <summary>Local time and a sentence, in the form of the PHP tool.</summary>
    Text,

    /// <summary>Compact log events, one JSON object a line, in UTC.</summary>
    Json,
}
