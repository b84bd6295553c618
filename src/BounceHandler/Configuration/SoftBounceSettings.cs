using System.Globalization;
using System.Text.Json;

namespace BounceHandler.Configuration;

/// <summary>The key <c>softBounces</c>: when soft bounces add up to a hard one.</summary>
public sealed record SoftBounceSettings
{
    /// <summary>Soft bounces without a delivery between them, 1 to 1000.</summary>
    public int Count { get; init; } = 5;

    /// <summary>Days within which they count, 1 to 3650.</summary>
    public int Days { get; init; } = 30;

    /// <summary>Least days between the first and the last, 0 to <see cref="Days"/>.</summary>
    public int MinSpanDays { get; init; } = 10;

    /// <summary>Reads the section.</summary>
    internal static SoftBounceSettings Read(SettingsSection section)
    {
        var absent = new SoftBounceSettings();
        var softBounces = new SoftBounceSettings
        {
            Count = section.Whole("count", absent.Count, 1, 1000),
            Days = section.Whole("days", absent.Days, 1, 3650),
            MinSpanDays = section.Whole("minSpanDays", absent.MinSpanDays, 0, 3650),
        };
        if (section.IsSound && softBounces.MinSpanDays > softBounces.Days)
        {
            section.Problem("minSpanDays", string.Create(
                CultureInfo.InvariantCulture, $"expected at most days ({softBounces.Days}), found {softBounces.MinSpanDays}"));
        }

        return softBounces;
    }

    /// <summary>Writes what is in force.</summary>
    internal void Show(Utf8JsonWriter json)
    {
        json.WriteStartObject("softBounces");
        json.WriteNumber("count", Count);
        json.WriteNumber("days", Days);
        json.WriteNumber("minSpanDays", MinSpanDays);
        json.WriteEndObject();
    }
}
