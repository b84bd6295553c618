namespace BounceHandler.Configuration;

/// <summary>One entry of <c>providers</c>, unread: its provider's own folder reads it, so that a new provider needs no change here.</summary>
/// <param name="Name">Key of the entry.</param>
/// <param name="Json">The entry's object, braces included (comments and trailing commas allowed).</param>
/// <param name="FirstLine">Line of the file, from 1, on which <paramref name="Json"/> starts.</param>
/// <param name="File">Path for messages.</param>
/// <param name="Secrets">Resolves <c>env:NAME</c> and <c>file:/path</c>.</param>
public sealed record ProviderSection(string Name, ReadOnlyMemory<byte> Json, int FirstLine, string File, SecretReader Secrets);
