namespace BounceHandler.Events;

/// <summary>What a campaign tool says of a campaign, for people to read. Texts that it does not tell are empty.</summary>
/// <param name="Uid">Campaign uid.</param>
/// <param name="Name">Its name.</param>
/// <param name="Subject">Subject of its mail.</param>
/// <param name="List">Name of its list.</param>
/// <param name="SentAt">When it was sent, as the tool writes it.</param>
/// <param name="Subscribers">Subscribers of its list; null if not told.</param>
public sealed record CampaignDescription(string Uid, string Name, string Subject, string List, string SentAt, long? Subscribers);
