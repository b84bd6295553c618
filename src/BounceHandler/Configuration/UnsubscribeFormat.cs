using System.Text.Json;
using BounceHandler.Maildrop;

namespace BounceHandler.Configuration;

/// <summary>One form of unsubscribe address.</summary>
/// <param name="Format">For example <c>{subscriber}.{list}.{campaign}@*</c>.</param>
/// <param name="Provider">Name of the configured provider whose lists it names.</param>
/// <param name="Secret">Resolved key of the address's signature; null: unsigned.</param>
public sealed record UnsubscribeFormat(string Format, string Provider, string? Secret)
{
    private const string Example = "a form such as \"{subscriber}.{list}.{campaign}@*\"";

    /// <summary>Reads the section; <paramref name="providers"/> are the names of all configured providers.</summary>
    internal static UnsubscribeFormat Read(SettingsSection section, IReadOnlyCollection<string> providers) => new(
        section.RequiredText("format", Example, text => AddressFormat.TryCompile(text, out _, out _)),
        section.RequiredText("provider", $"a configured provider ({SettingsSection.OneOf(providers)})", providers.Contains),
        section.OptionalSecret("secret"));

    /// <summary>Writes what is in force, the secret masked.</summary>
    internal void Show(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteString("provider", Provider);
        json.WriteString("secret", SettingsDisplay.Mask(Secret));
        json.WriteEndObject();
    }
}
