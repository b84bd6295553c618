namespace CampaignSimulator;

/// <summary>A request that was understood and not yet carried out: a fault may step in between, and may ask whom it is about.</summary>
internal sealed record PreparedCall(Func<Answer> Run, Func<string?> Email);
