using System.Text.Json;

namespace BounceHandler.Configuration;

/// <summary>The key <c>unsubscribe</c>: how unsubscribe addresses are built.</summary>
public sealed record UnsubscribeSettings
{
    /// <summary>Known forms; null: <c>{subscriber}.{list}.{campaign}@*</c> for every mailwizz provider.</summary>
    public IReadOnlyList<UnsubscribeFormat>? Addresses { get; init; }

    /// <summary>Reads the section; <paramref name="providers"/> are the names of all configured providers.</summary>
    internal static UnsubscribeSettings Read(SettingsSection section, IReadOnlyCollection<string> providers) =>
        new() { Addresses = section.OptionalSections("addresses", entry => UnsubscribeFormat.Read(entry, providers)) };

    /// <summary>Writes what is in force, secrets masked.</summary>
    internal void Show(Utf8JsonWriter json)
    {
        json.WriteStartObject("unsubscribe");
        if (Addresses is null)
        {
            json.WriteNull("addresses");
        }
        else
        {
            json.WriteStartArray("addresses");
            foreach (var address in Addresses)
                address.Show(json);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
