using System.Text.Json;

namespace BounceHandler.Configuration;

/// <summary>
/// The key <c>brake</c>: how many removals by bounce one group (a destination domain, an exchanger, a campaign, or all where no remote server spoke) may
/// have in one hour of event time. What is beyond is held until the operator releases it. Long lists of plain addresses are held in any case.
/// </summary>
public sealed record BrakeSettings
{
    private const int MostAnHour = 1_000_000_000;

    /// <summary>False: nothing is counted, and no wave of bounces is held.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Removals an hour of a destination domain or an exchanger that has no baseline of 7 days, 1 to 1,000,000,000.</summary>
    public int PerHour { get; init; } = 200;

    /// <summary>
    /// Removals an hour of a campaign that has no baseline of 7 days, which few campaigns have, 1 to 1,000,000,000. One destination counts for at most
    /// half of it, so that a wave at one mailbox provider does not hold what the campaign removes elsewhere.
    /// </summary>
    public int CampaignPerHour { get; init; } = 200;

    /// <summary>Removals an hour where no remote server spoke, without a baseline of 7 days, 1 to 1,000,000,000.</summary>
    public int NoRemotePerHour { get; init; } = 50;

    /// <summary>Removals an hour that no baseline and no rate makes too many, 1 to 1,000,000,000.</summary>
    public int Minimum { get; init; } = 50;

    /// <summary>With a baseline: this many times its 95th percentile an hour, 1 to 1000.</summary>
    public int TimesBaseline { get; init; } = 5;

    /// <summary>Where deliveries are reported too: removals in percent of deliveries and removals, 1 to 100; 100: no rate is too high.</summary>
    public int PercentOfAttempts { get; init; } = 10;

    /// <summary>Reads the section.</summary>
    internal static BrakeSettings Read(SettingsSection section)
    {
        var absent = new BrakeSettings();
        return new BrakeSettings
        {
            Enabled = section.Flag("enabled", absent.Enabled),
            PerHour = section.Whole("perHour", absent.PerHour, 1, MostAnHour),
            CampaignPerHour = section.Whole("campaignPerHour", absent.CampaignPerHour, 1, MostAnHour),
            NoRemotePerHour = section.Whole("noRemotePerHour", absent.NoRemotePerHour, 1, MostAnHour),
            Minimum = section.Whole("minimum", absent.Minimum, 1, MostAnHour),
            TimesBaseline = section.Whole("timesBaseline", absent.TimesBaseline, 1, 1000),
            PercentOfAttempts = section.Whole("percentOfAttempts", absent.PercentOfAttempts, 1, 100),
        };
    }

    /// <summary>Writes what is in force.</summary>
    internal void Show(Utf8JsonWriter json)
    {
        json.WriteStartObject("brake");
        json.WriteBoolean("enabled", Enabled);
        json.WriteNumber("perHour", PerHour);
        json.WriteNumber("campaignPerHour", CampaignPerHour);
        json.WriteNumber("noRemotePerHour", NoRemotePerHour);
        json.WriteNumber("minimum", Minimum);
        json.WriteNumber("timesBaseline", TimesBaseline);
        json.WriteNumber("percentOfAttempts", PercentOfAttempts);
        json.WriteEndObject();
    }
}
