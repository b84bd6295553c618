using BounceHandler.Configuration;
using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Classification;

/// <summary>Forms of unsubscribe addresses.</summary>
internal static class TestForms
{
    public const string Signed = "{subscriber}.{list}.{campaign}.{signature}@*";

    public static AddressFormat Compile(string text) =>
        AddressFormat.TryCompile(text, out var format, out var error) ? format : throw new ArgumentException(error);

    public static SignedFormat Of(string text, string provider, string? secret = null) =>
        new(new UnsubscribeFormat(Compile(text), provider, secret is not null), secret);
}
