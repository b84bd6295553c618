using System.Text.Json;

namespace BounceHandler.Maildrop;

/// <summary>Collects `unsubscribe.addresses` and, for its default, the names of the MailWizz providers.</summary>
internal sealed class UnsubscribeSection
{
    private readonly List<string> _mailWizzProviders = [];
    private List<UnsubscribeFormat>? _formats;

    public IReadOnlyList<UnsubscribeFormat> Formats()
    {
        if (_formats is not null)
            return _formats;
        var format = AddressFormat.OfMailWizz();
        return [.. _mailWizzProviders.Select(name => new UnsubscribeFormat(format, name, HasSecret: false))];
    }

    public void ReadProviders(ref Utf8JsonReader reader)
    {
        MaildropSettingsReader.Expect(reader, JsonTokenType.StartObject, "providers", "an object");
        while (MaildropSettingsReader.NextKey(ref reader) is { } name)
        {
            if (reader.TokenType is not JsonTokenType.StartObject)
                throw new JsonException($"providers.{name} must be an object");
            while (MaildropSettingsReader.NextKey(ref reader) is { } key)
            {
                if (key == "type" && MaildropSettingsReader.Text(reader, $"providers.{name}.type") == "mailwizz")
                    _mailWizzProviders.Add(name);
                reader.Skip();
            }
        }
    }

    public void ReadAddresses(ref Utf8JsonReader reader)
    {
        MaildropSettingsReader.Expect(reader, JsonTokenType.StartObject, "unsubscribe", "an object");
        while (MaildropSettingsReader.NextKey(ref reader) is { } key)
        {
            if (key == "addresses" && reader.TokenType is not JsonTokenType.Null)
                ReadList(ref reader);
            else
                reader.Skip();
        }
    }

    private void ReadList(ref Utf8JsonReader reader)
    {
        MaildropSettingsReader.Expect(reader, JsonTokenType.StartArray, "unsubscribe.addresses", "null or a list of objects");
        _formats = [];
        MaildropSettingsReader.Advance(ref reader);
        while (reader.TokenType is not JsonTokenType.EndArray)
        {
            _formats.Add(ReadEntry(ref reader));
            MaildropSettingsReader.Advance(ref reader);
        }
    }

    private static UnsubscribeFormat ReadEntry(ref Utf8JsonReader reader)
    {
        const string Where = "unsubscribe.addresses";
        string? format = null, provider = null, secret = null;
        MaildropSettingsReader.Expect(reader, JsonTokenType.StartObject, $"an entry of {Where}", "an object");
        while (MaildropSettingsReader.NextKey(ref reader) is { } key)
        {
            switch (key)
            {
                case "format":
                    format = MaildropSettingsReader.Text(reader, $"{Where}: format");
                    break;
                case "provider":
                    provider = MaildropSettingsReader.Text(reader, $"{Where}: provider");
                    break;
                case "secret":
                    secret = MaildropSettingsReader.Text(reader, $"{Where}: secret", nullable: true);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (format is null || provider is null)
            throw new JsonException($"an entry of {Where} needs \"format\" and \"provider\"");
        if (!AddressFormat.TryCompile(format, out var compiled, out var error))
            throw new JsonException($"{Where}: {error}");
        if (compiled.IsSigned && secret is null)
            throw new JsonException($"{Where}: \"{format}\" has {{signature}} but no \"secret\"");
        return new UnsubscribeFormat(compiled, provider, secret is not null);
    }
}
