using BounceHandler.Classification;
using BounceHandler.Classification.Replies;
using BounceHandler.Events;
using BounceHandler.Providers;

namespace BounceHandler.Configuration;

/// <summary>
/// Reads the configuration strictly: a wrong key, a duplicate key, a wrong type or value is a <see cref="ConfigurationException"/> that
/// names file, line, key and what was expected; of several problems the first one in the file.
/// </summary>
public static class SettingsReader
{
    /// <summary>Largest file, in bytes.</summary>
    public const int MaxLength = 1024 * 1024;

    private const string CategoryExpected = "a bounce category";
    private const string PatternExpected = "an address, \"*@domain\" or \"*.domain\"";

    /// <summary>Reads a file.</summary>
    public static Settings Read(string path, IReadOnlyList<ProviderType> registry, SecretReader secrets)
    {
        try
        {
            // Not File.ReadAllBytes: a path may be a device without an end.
            using var file = File.OpenRead(path);
            var content = new byte[MaxLength + 1];
            var length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return Read(content.AsMemory(0, length), path, registry, secrets);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ConfigurationException($"{path}: expected a file that can be read: {e.Message}");
        }
    }

    /// <summary>Reads the content of a file; <paramref name="path"/> is for messages.</summary>
    public static Settings Read(ReadOnlyMemory<byte> content, string path, IReadOnlyList<ProviderType> registry, SecretReader secrets)
    {
        if (content.Length > MaxLength)
            throw new ConfigurationException($"{path}: expected a file of at most 1 MiB");
        return Read(ConfigurationParser.Parse(content, path), path, registry, secrets) with { ConfigurationFile = path };
    }

    /// <summary>What is in force without a file: no campaign tool, the local suppression list as the only provider.</summary>
    public static Settings Defaults(IReadOnlyList<ProviderType> registry, SecretReader secrets) =>
        Read(ConfigurationParser.Parse("{}"u8.ToArray(), SettingsDisplay.BuiltIn), SettingsDisplay.BuiltIn, registry, secrets);

    private static Settings Read(ConfigurationNode root, string file, IReadOnlyList<ProviderType> registry, SecretReader secrets)
    {
        var problems = new ConfigurationProblems(file);
        var section = new SettingsSection(root, "", problems, secrets);
        var providers = new ProviderSections(registry, file, problems);
        var absent = new Settings();
        var settings = new Settings
        {
            Log = section.Section("log", LogSettings.Read),
            StateDirectory = section.OptionalText("stateDirectory", "an absolute path", Path.IsPathFullyQualified),
            BounceCategories = section.List<string>("bounceCategories", absent.BounceCategories, CategoryExpected, TryReadCategory),
            SoftBounceCategories = section.List<string>(
                "softBounceCategories", absent.SoftBounceCategories, CategoryExpected, TryReadCategory),
            Evidence = section.Choice("evidence", absent.Evidence),
            Mode = section.Choice("mode", absent.Mode),
            RemoteBounces = section.Choice("remoteBounces", absent.RemoteBounces),
            RulesFile = section.OptionalText("rulesFile", "the absolute path of an existing file", path => Path.IsPathFullyQualified(path) && File.Exists(path)),
            Input = section.Section("input", InputSettings.Read),
            Providers = section.Section("providers", providers.Read),
            TransactionalSenders = section.List<SenderPattern>("transactionalSenders", [], PatternExpected, SenderPattern.TryParse),
            OwnDomains = section.List<string>("ownDomains", [], "a domain such as example.com", TryReadDomain),
            ProtectedRecipients = section.List<SenderPattern>("protectedRecipients", [], PatternExpected, SenderPattern.TryParse),
            FeedbackLoop = section.Section("feedbackLoop", FeedbackLoopSettings.Read),
            // After the providers: an address names one of them.
            Unsubscribe = section.Section("unsubscribe", unsubscribe => UnsubscribeSettings.Read(unsubscribe, providers.Names)),
            Delivery = section.Section("delivery", DeliverySettings.Read),
            Retention = section.Section("retention", RetentionSettings.Read),
            SoftBounces = section.Section("softBounces", SoftBounceSettings.Read),
            Brake = section.Section("brake", BrakeSettings.Read),
            Notifications = section.Section("notifications", NotificationSettings.Read),
            Statistics = section.Section("statistics", StatisticsSettings.Read),
        };
        section.Close();
        problems.ThrowFirst();
        // Its own file and lines, and no word about it while this one is wrong.
        return settings.RulesFile is { } rules ? settings with { OwnReplyRules = ReplyRuleReader.Read(rules) } : settings;
    }

    // PowerMTA's categories can be extended, so that any word is one; a comma is a list that was meant to be several.
    private static bool TryReadCategory(string text, out string category)
    {
        category = text;
        return text.Length > 0 && !text.Any(c => char.IsWhiteSpace(c) || c == ',');
    }

    // A label is put before it because an address needs two, and one's own domain may be "localhost".
    private static bool TryReadDomain(string text, out string domain)
    {
        domain = "";
        if (text.Length == 0 || text.Contains('@') || !EmailAddress.TryParse("a@a." + text, out var address))
            return false;
        domain = address.Domain[2..];
        return true;
    }
}
