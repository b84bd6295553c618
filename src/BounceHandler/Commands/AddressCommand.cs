using System.CommandLine;
using System.Text;
using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Events;
using BounceHandler.Maildrop;

namespace BounceHandler.Commands;

/// <summary>Prints the address that a List-Unsubscribe header should carry, signed where its form says so.</summary>
internal static class AddressCommand
{
    // RFC 5321 4.5.3.1.1, in octets.
    private const int LocalPartLimit = 64;

    public static Command Create(CommandLine line, CommandConsole console)
    {
        var list = Value("--list", "UID", "List uid or id.");
        var subscriber = Value("--subscriber", "UID", "Subscriber uid or id.");
        var campaign = Value("--campaign", "UID", "Campaign uid or id.");
        var address = Value("--address", "ADDRESS", "The subscriber's address.");
        var provider = Value("--provider", "NAME", "The first form of this provider instead of the first of all.");
        var domain = Value("--domain", "DOMAIN", "Domain where the form says \"*\".");
        var command = new Command("address", "Print an unsubscribe address, for a List-Unsubscribe header. What its form does not carry is left out.")
        {
            list, subscriber, campaign, address, provider, domain,
        };
        command.SetAction(result =>
        {
            var settings = Startup.ReadSettings(line.Options(result));
            var tokens = new AddressTokens(
                result.GetValue(subscriber), result.GetValue(list), result.GetValue(campaign), result.GetValue(address));
            return Print(settings.Unsubscribe.InForce(settings.Providers), tokens, result.GetValue(provider), result.GetValue(domain), console);
        });
        return command;
    }

    /// <summary>Prints the address, or what is missing.</summary>
    internal static int Print(
        IReadOnlyList<SignedFormat> forms, AddressTokens tokens, string? provider, string? domain, CommandConsole console)
    {
        var form = forms.FirstOrDefault(form => provider is null || form.Provider == provider);
        if (form is null)
            return Refuse(console, NoForm(forms, provider));
        var problems = form.Format.Tokens.Select(token => Problem(form, token, tokens)).Append(DomainProblem(form, domain)).OfType<string>().ToList();
        if (problems.Count > 0)
            return Refuse(console, [.. problems]);

        // Lower case and A-labels, as it will be read.
        tokens = EmailAddress.TryParse(tokens.Recipient, out var recipient) ? tokens with { Recipient = recipient.Identity } : tokens;
        var secret = form.Format.IsSigned ? form.Secret : null;
        var signed = secret is null ? tokens : tokens with { Signature = AddressSigner.Sign(secret, form.Format, tokens) };
        var host = domain is not null && EmailAddress.TryParse($"x@{domain}", out var any) ? any.Domain : "";
        if (form.Format.Render(signed, host) is not { } address)
            return Refuse(console, $"--address: an unsubscribe address cannot carry {tokens.Recipient}.");
        if (new UnsubscribeAddresses(forms).Read(address) is not { IsTrusted: true } reading || !reading.Providers.Contains(form.Provider))
            return Refuse(console, $"{address} would be read by a form that stands before {form}: put that one first in \"unsubscribe.addresses\".");
        if (Encoding.UTF8.GetByteCount(address.AsSpan(0, address.LastIndexOf('@'))) > LocalPartLimit)
            console.Error.WriteLine($"Some mail servers refuse this address: more than {LocalPartLimit} octets stand before its \"@\".");
        console.Out.WriteLine(address);
        return ExitCodes.Ok;
    }

    private static string? Problem(SignedFormat form, AddressToken token, AddressTokens tokens)
    {
        if (token == AddressToken.Signature)
            return null;
        var (option, value) = ($"--{token.ToString().ToLowerInvariant()}", tokens[token]);
        if (string.IsNullOrEmpty(value))
            return $"{option} is missing: the form {form.Format} carries it.";
        if (token == AddressToken.Address)
            return EmailAddress.TryParse(value, out _) ? null : $"{option}: expected an address, found \"{value}\".";
        return AddressFormat.IsUid(value) ? null : $"{option}: expected 1 to 64 letters and digits, found \"{value}\".";
    }

    private static string? DomainProblem(SignedFormat form, string? domain)
    {
        if (form.Format.Domain is { } own)
            return domain is null || domain.Equals(own, StringComparison.OrdinalIgnoreCase) ? null : $"--domain: the form {form.Format} has a domain of its own.";
        if (string.IsNullOrEmpty(domain))
            return $"--domain is missing: the form {form.Format} goes with any domain.";
        return EmailAddress.TryParse($"x@{domain}", out var address) && !domain.Contains('@')
            ? null
            : $"--domain: expected a domain such as fbl-unsub.example.com, found \"{domain}\".";
    }

    private static int Refuse(CommandConsole console, params string[] reasons)
    {
        foreach (var reason in reasons)
            console.Error.WriteLine(LogLine.Escape(reason));
        return ExitCodes.Usage;
    }

    private static string NoForm(IReadOnlyList<SignedFormat> forms, string? provider) => forms.Count == 0
        ? "No form of unsubscribe address is in force: configure \"unsubscribe.addresses\" or a provider of type mailwizz."
        : $"--provider: there is no form of {provider}, only of {string.Join(", ", forms.Select(form => form.Provider).Distinct())}.";

    private static Option<string?> Value(string name, string help, string description) => new(name) { HelpName = help, Description = description };
}
