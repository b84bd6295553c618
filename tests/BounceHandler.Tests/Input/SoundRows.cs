using BounceHandler.Input;

namespace BounceHandler.Tests.Input;

/// <summary>What rows hold to whatever the input was.</summary>
internal static class SoundRows
{
    /// <summary>
    /// Every byte belongs to a row or is blank, rows follow each other, all but headers count, and no address is taken once the input has shown that it is
    /// an accounting stream.
    /// </summary>
    public static void Check(List<InputRow> rows, byte[] input)
    {
        var end = 0L;
        var accounting = false;
        foreach (var row in rows)
        {
            Assert.True(row.Offset >= end && row.EndOffset > row.Offset && row.EndOffset <= input.Length);
            Assert.True(IsBlank(input.AsSpan((int)end, (int)(row.Offset - end))));
            Assert.Equal(row.Kind != InputRowKind.Header, row.Count > 0);
            Assert.False(row.Kind == InputRowKind.Address && accounting);
            accounting |= row.Kind is InputRowKind.Header or InputRowKind.Record || (row.Kind == InputRowKind.Skipped && row.Reason != SkipReason.Broken);
            end = row.EndOffset;
        }

        Assert.True(IsBlank(input.AsSpan((int)end)));
    }

    /// <summary>Nothing that is a row.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> gap) => gap.IndexOfAnyExcept(" \t\r\n\uFEFF"u8) < 0;
}
