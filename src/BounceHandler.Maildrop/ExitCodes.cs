namespace BounceHandler.Maildrop;

/// <summary>
/// What both programs tell their caller when they end. The numbers are those of BSD sysexits.h, which PowerMTA knows
/// by name (user's guide, 7.3.4).
/// </summary>
public static class ExitCodes
{
    /// <summary>The work is done, or is safely kept for later. PowerMTA deletes the mail.</summary>
    public const int Ok = 0;

    /// <summary>EX_USAGE: the command line is wrong. From a pipe domain PowerMTA would bounce the mail.</summary>
    public const int Usage = 64;

    /// <summary>EX_DATAERR: there was input and nothing in it was recognised.</summary>
    public const int DataError = 65;

    /// <summary>EX_SOFTWARE: a bug in bouncehandler.</summary>
    public const int Software = 70;

    /// <summary>EX_IOERR: the state could not be written.</summary>
    public const int IoError = 74;

    /// <summary>EX_TEMPFAIL: not now; PowerMTA tries the mail again. The only failure that unsubhandler may report.</summary>
    public const int TempFail = 75;

    /// <summary>EX_CONFIG: the configuration is invalid.</summary>
    public const int Config = 78;
}
