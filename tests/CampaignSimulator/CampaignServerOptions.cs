namespace CampaignSimulator;

/// <summary>How a server is started. Its two systems have options of their own, which may be changed at any time.</summary>
public sealed class CampaignServerOptions
{
    /// <summary>0 takes any free port.</summary>
    public int Port { get; set; }

    /// <summary>The applications' clock: dates and the age of signatures. Latency is always real.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>The seed of the random numbers by which faults with a probability are drawn.</summary>
    public int RandomSeed { get; set; } = 1;

    public MailWizzOptions MailWizz { get; set; } = new();

    public InterspireOptions Interspire { get; set; } = new();
}
