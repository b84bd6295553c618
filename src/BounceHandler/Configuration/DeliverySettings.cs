using System.Globalization;
using System.Text.Json;

namespace BounceHandler.Configuration;

/// <summary>The key <c>delivery</c>: how work is retried.</summary>
public sealed record DeliverySettings
{
    /// <summary>Seconds to the first retry, 1 to 3600; doubled from there on.</summary>
    public int FirstRetrySeconds { get; init; } = 5;

    /// <summary>Longest pause between retries in seconds, from <see cref="FirstRetrySeconds"/> to 86400.</summary>
    public int MaxRetrySeconds { get; init; } = 900;

    /// <summary>Hours from acceptance after which a bounce is given up, 1 to 8760; complaints and unsubscribes never are.</summary>
    public int GiveUpAfterHours { get; init; } = 96;

    /// <summary>Longest time in seconds that a process goes on delivering after the end of its input, 0 to 86400.</summary>
    public int DrainSeconds { get; init; } = 60;

    /// <summary>Reads the section.</summary>
    internal static DeliverySettings Read(SettingsSection section)
    {
        var absent = new DeliverySettings();
        var delivery = new DeliverySettings
        {
            FirstRetrySeconds = section.Whole("firstRetrySeconds", absent.FirstRetrySeconds, 1, 3600),
            MaxRetrySeconds = section.Whole("maxRetrySeconds", absent.MaxRetrySeconds, 1, 86400),
            GiveUpAfterHours = section.Whole("giveUpAfterHours", absent.GiveUpAfterHours, 1, 8760),
            DrainSeconds = section.Whole("drainSeconds", absent.DrainSeconds, 0, 86400),
        };
        if (section.IsSound && delivery.MaxRetrySeconds < delivery.FirstRetrySeconds)
        {
            section.Problem("maxRetrySeconds", string.Create(
                CultureInfo.InvariantCulture,
                $"expected at least firstRetrySeconds ({delivery.FirstRetrySeconds}), found {delivery.MaxRetrySeconds}"));
        }

        return delivery;
    }

    /// <summary>Writes what is in force.</summary>
    internal void Show(Utf8JsonWriter json)
    {
        json.WriteStartObject("delivery");
        json.WriteNumber("firstRetrySeconds", FirstRetrySeconds);
        json.WriteNumber("maxRetrySeconds", MaxRetrySeconds);
        json.WriteNumber("giveUpAfterHours", GiveUpAfterHours);
        json.WriteNumber("drainSeconds", DrainSeconds);
        json.WriteEndObject();
    }
}
