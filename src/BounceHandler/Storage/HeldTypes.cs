using BounceHandler.Classification;

namespace BounceHandler.Storage;

/// <summary>Held rows of one group.</summary>
/// <param name="Group">Its name.</param>
/// <param name="Rows">How many: one a removal and provider.</param>
/// <param name="First">The earliest event.</param>
/// <param name="Last">The latest event.</param>
public sealed record HeldSummary(string Group, long Rows, DateTimeOffset First, DateTimeOffset Last);

/// <summary>What became of the plain addresses of a run when its input had ended.</summary>
/// <param name="Released">Routes of the rows that are queued or observed now, one a row; empty if they stay held.</param>
/// <param name="Held">Addresses that stay held.</param>
public sealed record AddressRelease(IReadOnlyList<Route> Released, long Held);

/// <summary>Somebody has received mail.</summary>
/// <param name="Recipient"><see cref="Events.EmailAddress.Identity"/>.</param>
/// <param name="At">When.</param>
public readonly record struct Delivered(string Recipient, DateTimeOffset At);
