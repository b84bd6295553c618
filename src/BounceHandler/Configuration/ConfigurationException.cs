namespace BounceHandler.Configuration;

/// <summary>The configuration cannot be used: the start stops with exit code 78. The message names file, line, key and what was expected.</summary>
public sealed class ConfigurationException(string message) : Exception(message);
