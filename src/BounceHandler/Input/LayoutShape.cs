using System.Buffers;
using System.Text;
using BounceHandler.Events;

namespace BounceHandler.Input;

/// <summary>Does a record look as if it had been written in a certain order?</summary>
internal static class LayoutShape
{
    private static readonly SearchValues<byte> WordCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"u8);

    private static readonly SearchValues<byte> IpAddressCharacters = SearchValues.Create("0123456789abcdefABCDEF.:[]"u8);

    /// <summary>True if the count is equal, the layout's time columns hold a time and its recipient column an address.</summary>
    /// <param name="layout">The order to try.</param>
    /// <param name="type">What the record reports: complaints and remote bounces may lack a recipient.</param>
    /// <param name="fields">The record.</param>
    public static bool Fits(RecordLayout layout, RecordType type, FieldBatch fields)
    {
        if (layout.FieldCount != fields.FieldCount)
            return false;
        var sawTime = !layout.HasColumn(Column.TimeLogged) && !layout.HasColumn(Column.TimeQueued);
        for (var i = 1; i < layout.FieldCount; i++)
        {
            var field = fields.Field(i);
            switch (layout.ColumnOf(i))
            {
                case Column.TimeLogged or Column.TimeQueued:
                    var isTime = AccountingTime.TryParse(field, out _);
                    sawTime |= isTime;
                    if (!isTime && !field.IsEmpty)
                        return false;
                    break;
                case Column.Rcpt when !IsRecipient(field, type):
                    return false;
                default:
                    break;
            }
        }

        return sawTime;
    }

    /// <summary>Like <see cref="Fits"/>, and the other columns hold what belongs there: for orders that nobody has named.</summary>
    public static bool FitsClosely(RecordLayout layout, RecordType type, FieldBatch fields)
    {
        if (!Fits(layout, type, fields))
            return false;
        for (var i = 1; i < layout.FieldCount; i++)
        {
            if (layout.ColumnOf(i) is { } column && !IsPlausible(column, fields.Field(i)))
                return false;
        }

        return true;
    }

    private static bool IsRecipient(ReadOnlySpan<byte> field, RecordType type) => field.IsEmpty
        ? type is RecordType.FeedbackLoop or RecordType.RemoteBounce
        : IsAddress(field);

    private static bool IsAddress(ReadOnlySpan<byte> field)
    {
        if (field.Length > 4 * EmailAddress.MaxLength)
            return false;
        var text = Encoding.UTF8.GetString(field);
        return EmailAddress.TryParse(text, out _) || EmailAddress.IsRedacted(text);
    }

    private static bool IsPlausible(Column column, ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty)
            return true;
        return column switch
        {
            Column.Orig => field.Contains((byte)'@') || field.SequenceEqual("<>"u8),
            Column.DsnStatus => field.Length >= 3 && field[0] is >= (byte)'2' and <= (byte)'5' && field[1] == (byte)'.',
            Column.DsnAction or Column.BounceCat or Column.FeedbackType or Column.DlvType => IsWord(field),
            Column.DlvSourceIp or Column.RepSourceIp => IsIpAddress(field),
            _ => true,
        };
    }

    private static bool IsWord(ReadOnlySpan<byte> field) =>
        field.IndexOfAnyExcept(WordCharacters) < 0 && field.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0;

    private static bool IsIpAddress(ReadOnlySpan<byte> field) => field.IndexOfAnyExcept(IpAddressCharacters) < 0;
}
