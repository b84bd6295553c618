using System.Text.Json;

namespace BounceHandler.Configuration;

/// <summary>The key <c>retention</c>. Suppressions are kept for ever.</summary>
public sealed record RetentionSettings
{
    /// <summary>Days that accepted events are recognised when they are read again, 1 to 3650.</summary>
    public int SeenDays { get; init; } = 90;

    /// <summary>Days that the ledger is kept, 1 to 36500.</summary>
    public int LedgerDays { get; init; } = 400;

    /// <summary>Days that drops which were set aside or could not be read are kept, 1 to 3650.</summary>
    public int DropDays { get; init; } = 30;

    /// <summary>Reads the section.</summary>
    internal static RetentionSettings Read(SettingsSection section)
    {
        var absent = new RetentionSettings();
        return new RetentionSettings
        {
            SeenDays = section.Whole("seenDays", absent.SeenDays, 1, 3650),
            LedgerDays = section.Whole("ledgerDays", absent.LedgerDays, 1, 36500),
            DropDays = section.Whole("dropDays", absent.DropDays, 1, 3650),
        };
    }

    /// <summary>Writes what is in force.</summary>
    internal void Show(Utf8JsonWriter json)
    {
        json.WriteStartObject("retention");
        json.WriteNumber("seenDays", SeenDays);
        json.WriteNumber("ledgerDays", LedgerDays);
        json.WriteNumber("dropDays", DropDays);
        json.WriteEndObject();
    }
}
