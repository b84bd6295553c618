namespace BounceHandler.Events;

/// <summary>
/// Names a subscriber without an address: enough to act when the recipient is redacted. Written by strangers: check the shape of each part before
/// use and let the provider resolve it. Parts that are not known are null.
/// </summary>
/// <param name="Campaign">Campaign uid (MailWizz: 13 of <c>[a-z0-9]</c>).</param>
/// <param name="List">List uid or id.</param>
/// <param name="Subscriber">Subscriber uid or id.</param>
public sealed record SubscriberRef(string? Campaign, string? List, string? Subscriber);
