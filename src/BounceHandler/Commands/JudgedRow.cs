using BounceHandler.Classification;
using BounceHandler.Input;

namespace BounceHandler.Commands;

/// <summary>A row with what has been decided about it, on its way to the spool.</summary>
/// <param name="Offset">Where it begins in the input, in bytes.</param>
/// <param name="Decision">What to do; null for a header.</param>
/// <param name="Detail">For its log line.</param>
/// <param name="Count">For how many rows it stands.</param>
/// <param name="IsRecognised">It had a form that is known.</param>
/// <param name="IsUnterminated">The input ended before its line did.</param>
/// <param name="Type">Record type, for the counters.</param>
/// <param name="Header">Column names of a header; null for a row.</param>
internal readonly record struct JudgedRow(
    long Offset, Decision? Decision, string Detail, long Count, bool IsRecognised, bool IsUnterminated, string Type, IReadOnlyList<string>? Header);

/// <summary>Rows that go on together.</summary>
/// <param name="Rows">In the order of the input; may be empty.</param>
/// <param name="EndOffset">Byte offset behind them.</param>
/// <param name="Reached">Where another reader goes on behind them; null if that cannot be told here.</param>
/// <param name="LastRecord">When a row was read last; null if none was.</param>
internal sealed record RowGroup(List<JudgedRow> Rows, long EndOffset, Continuation? Reached, DateTimeOffset? LastRecord);
