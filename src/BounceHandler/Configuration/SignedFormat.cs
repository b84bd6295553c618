using System.Text.Json;
using BounceHandler.Maildrop;

namespace BounceHandler.Configuration;

/// <summary>A form of unsubscribe address together with the secret that its signatures are made with, which unsubhandler never reads.</summary>
/// <param name="Entry">The entry as both programs know it.</param>
/// <param name="Secret">Resolved key of the address's signature; null: unsigned.</param>
public sealed record SignedFormat(UnsubscribeFormat Entry, string? Secret)
{
    private const string Example = "a form such as \"{subscriber}.{list}.{campaign}@*\"";

    /// <summary>For example <c>{subscriber}.{list}.{campaign}@*</c>.</summary>
    public AddressFormat Format => Entry.Format;

    /// <summary>Name of the configured provider whose lists it names.</summary>
    public string Provider => Entry.Provider;

    /// <summary>The secret stays out of it.</summary>
    public override string ToString() => $"{Format} of {Provider}";

    /// <summary>Reads the section; <paramref name="providers"/> are the names of all configured providers.</summary>
    internal static SignedFormat Read(SettingsSection section, IReadOnlyCollection<string> providers)
    {
        var text = section.RequiredText("format", Example, format => AddressFormat.TryCompile(format, out _, out _));
        var provider = section.RequiredText("provider", $"a configured provider ({SettingsSection.OneOf(providers)})", providers.Contains);
        var secret = section.OptionalSecret("secret");
        // After a mistake, which is reported, any format will do to read on.
        var format = AddressFormat.TryCompile(text, out var compiled, out _) ? compiled : AddressFormat.OfMailWizz();
        if (format.IsSigned && secret is null)
            section.Problem("secret", "expected the secret that {signature} is made with, found nothing");
        return new SignedFormat(new UnsubscribeFormat(format, provider, secret is not null), secret);
    }

    /// <summary>Writes what is in force, the secret masked.</summary>
    internal void Show(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("format", Format.Text);
        json.WriteString("provider", Provider);
        json.WriteString("secret", SettingsDisplay.Mask(Secret));
        json.WriteEndObject();
    }
}
