using System.Text.Json;
using BounceHandler.Maildrop;
using BounceHandler.Providers;
using BounceHandler.Providers.MailWizz;

namespace BounceHandler.Configuration;

/// <summary>The key <c>unsubscribe</c>: how unsubscribe addresses are built.</summary>
public sealed record UnsubscribeSettings
{
    /// <summary>Known forms; null: <c>{subscriber}.{list}.{campaign}@*</c> for every mailwizz provider.</summary>
    public IReadOnlyList<SignedFormat>? Addresses { get; init; }

    /// <summary>The forms in force, in the order in which they are tried: the configured ones, else the usual one of every mailwizz provider.</summary>
    /// <param name="providers">The configured providers.</param>
    public IReadOnlyList<SignedFormat> InForce(IEnumerable<ProviderDefinition> providers)
    {
        if (Addresses is not null)
            return Addresses;
        var usual = AddressFormat.OfMailWizz();
        return
        [
            .. providers.Where(provider => provider.Type == MailWizzType.Name)
                .Select(provider => new SignedFormat(new UnsubscribeFormat(usual, provider.Name, HasSecret: false), null)),
        ];
    }

    /// <summary>Reads the section; <paramref name="providers"/> are the names of all configured providers.</summary>
    internal static UnsubscribeSettings Read(SettingsSection section, IReadOnlyCollection<string> providers) =>
        new() { Addresses = section.OptionalSections("addresses", entry => SignedFormat.Read(entry, providers)) };

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
