namespace BounceHandler.Storage;

/// <summary>What an entry has become once it is known what was delivered to its recipient, and how often it has bounced before.</summary>
/// <param name="Entry">To be spooled; may have no routes. Null: nothing is to be spooled.</param>
/// <param name="Hard">To be spooled beside it: the hard bounce that soft ones have added up to; null if they have not.</param>
/// <param name="SkipReason">What the row is counted under if nothing is spooled; null: whatever the spool says.</param>
internal readonly record struct JudgedEntry(SpoolEntry? Entry, SpoolEntry? Hard, string? SkipReason);
