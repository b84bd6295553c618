namespace BounceHandler.Storage;

/// <summary>What time deliveries are known of, so that it is known of a soft bounce whether one followed. Milliseconds since 1970.</summary>
/// <param name="Since">Time of the earliest one, from which on no day is without any.</param>
/// <param name="HeardSince">Since when they are read without a day of silence: what had bounced before was counted with nobody listening.</param>
internal readonly record struct DeliveryCoverage(long Since, long HeardSince);
