namespace BounceHandler.Classification;

/// <summary>Where an event goes: one spool row each, so that one provider being down never holds up another.</summary>
/// <param name="Provider">Name in the configuration.</param>
/// <param name="Tenant">Whose lists; empty for the one default tenant.</param>
public readonly record struct Route(string Provider, string Tenant);
