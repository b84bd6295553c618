using System.Globalization;
using BounceHandler.Maildrop;
using BounceHandler.Storage;
using CsvHelper;

namespace BounceHandler.Dispatch;

/// <summary>The file of the rows that an undo could not bring back: <c>undo/RUN.csv</c> in the state directory, private, for a person with a spreadsheet.</summary>
internal static class UndoFile
{
    /// <summary>Rows read and written at once.</summary>
    public const int PageSize = 1000;

    private const string Folder = "undo";

    /// <summary>Where the file of a run lies, whether it is there or not.</summary>
    public static string PathOf(StateDirectory directory, long run) =>
        Path.Combine(directory.DirectoryPath, Folder, run.ToString(CultureInfo.InvariantCulture) + ".csv");

    /// <summary>Writes it whole, or leaves the one that is there.</summary>
    /// <param name="directory">The state directory.</param>
    /// <param name="run">The undo.</param>
    /// <param name="pageAfter">The rows after an event, in its order; empty at the end.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(StateDirectory directory, long run, Func<long, IReadOnlyList<LostRow>> pageAfter)
    {
        var folder = directory.Ensure(Folder);
        var path = PathOf(directory, run);
        var temporary = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}.tmp");
        try
        {
            File.Delete(temporary);
            using (var file = new FileStream(temporary, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
            {
                Write(file, pageAfter);
                file.Flush(flushToDisk: true);
            }

            FileOwner.GiveToOwnerOf(temporary, directory.DirectoryPath);
            File.Move(temporary, path, overwrite: true);
            DurableFile.FsyncDirectory(folder);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void Write(Stream file, Func<long, IReadOnlyList<LostRow>> pageAfter)
    {
        using var writer = new StreamWriter(file, leaveOpen: true);
        // A spreadsheet must not take a stranger's text for a formula.
        using var csv = CsvWriter.Create(writer, CsvWriterOptions.Default with { NewLine = "\n", Injection = CsvInjection.Escape });
        csv.WriteRecord(["address", "provider", "list", "list name", "subscriber", "status now", "status wanted", "reason", "time"]);
        var last = 0L;
        while (pageAfter(last) is { Count: > 0 } page)
        {
            foreach (var row in page)
            {
                csv.WriteRecord(
                [
                    row.Recipient, row.Provider, row.Change.List, row.Change.ListName, row.Change.Subscriber, row.Change.After, row.Change.Before, row.Reason,
                    row.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                ]);
            }

            last = page[^1].EventId;
        }
    }
}
