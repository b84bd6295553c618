using BounceHandler.Maildrop;
using BounceHandler.Statistics;
using BounceHandler.Storage;

namespace BounceHandler.Commands;

/// <summary>Held rows by group, with what servers have said.</summary>
internal static class HeldListing
{
    private const int RowsLookedAt = 200;
    private const int NamesShown = 10;
    private const int RepliesShown = 3;
    private const int ReplyLimit = 200;

    public static void Write(Store store, HeldFilter filter, TextWriter output)
    {
        var groups = store.Held.Listing(filter, RowsLookedAt);
        if (groups.Count == 0)
            output.WriteLine(filter.IsEverything ? "Nothing is held." : "Nothing of that kind is held.");
        foreach (var (group, rows) in groups)
        {
            var name = LogLine.Escape(group.Group);
            output.WriteLine(name);
            output.WriteLine($"    {Quantity.Of(group.Rows, "row", "rows")}, events of {StatusCommand.Local(group.First)} to {StatusCommand.Local(group.Last)}");
            foreach (var reply in Replies(store, rows))
                output.WriteLine($"    e.g. {reply}");
            output.WriteLine($"    bouncehandler held release --group \"{name}\"");
            output.WriteLine($"    bouncehandler held discard --group \"{name}\"");
        }
    }

    /// <summary>The groups that hold something, in one line: for whoever has named another one.</summary>
    public static void WriteNames(Store store, TextWriter output)
    {
        var groups = store.Held.Groups();
        output.WriteLine(groups.Count == 0
            ? "Nothing is held."
            : $"Held: {LogLine.Escape(string.Join("; ", groups.Take(NamesShown).Select(group => $"\"{group.Group}\"")))}{(groups.Count > NamesShown ? "; …" : "")}");
    }

    // A wave has one text, or a few; each with whom it was about.
    private static IEnumerable<string> Replies(Store store, IReadOnlyList<long> rows) => rows
        .Select(store.Queued.Find)
        .OfType<SpoolRow>()
        .DistinctBy(row => (row.Event.Status, row.Event.Diagnostic.Length > 0 ? row.Event.Diagnostic : row.Event.Rule))
        .DistinctBy(row => row.EventId)
        .Take(RepliesShown)
        .Select(row => Reply(row));

    private static string Reply(SpoolRow row)
    {
        var reply = LogLine.Escape(string.Join(' ', ((string[])[row.Event.Status, row.Event.Diagnostic]).Where(part => part.Length > 0)));
        return $"{LogLine.Escape(Dispatch.OutcomeLines.Name(row.Event))}: "
            + (reply.Length == 0 ? row.Event.Rule : reply.Length <= ReplyLimit ? reply : reply[..ReplyLimit] + "…");
    }
}
