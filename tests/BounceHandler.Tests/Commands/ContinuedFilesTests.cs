using System.Text;
using BounceHandler.Commands;
using BounceHandler.Configuration;
using BounceHandler.Input;
using BounceHandler.Logging;
using BounceHandler.Storage;
using BounceHandler.Tests.Input;
using BounceHandler.Tests.Storage;
using Serilog;
using Serilog.Formatting.Display;

namespace BounceHandler.Tests.Commands;

/// <summary>Which rows of which files a continued replay reads.</summary>
public sealed class ContinuedFilesTests : IDisposable
{
    private const string Header = "type,timeLogged,rcpt\n";

    private static readonly MessageTemplateTextFormatter Format = new("{Message:lj}{NewLine}");

    private readonly StateFolder _folder = new();
    private readonly Store _store;
    private readonly string _directory = Directory.CreateTempSubdirectory("bouncehandler-continued-").FullName;
    private readonly StringWriter _log = new();

    public ContinuedFilesTests()
    {
        _store = _folder.Open();
        _folder.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public void Only_what_has_been_appended_is_read()
    {
        Write("bounce.csv", Header + Rows(0, 3));
        Assert.Equal(["0", "1", "2"], Read());
        Append("bounce.csv", Rows(3, 2));
        Assert.Equal(["3", "4"], Read());
        Assert.Contains("files=1, unchanged=0, bytes read=10", _log.ToString(), StringComparison.Ordinal);

        _log.GetStringBuilder().Clear();
        Assert.Empty(Read());
        Assert.Contains("files=1, unchanged=1, bytes read=0", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_renamed_file_is_the_same_file_and_a_new_one_of_its_name_another()
    {
        Write("bounce.csv", Header + Rows(0, 3));
        Read();
        Append("bounce.csv", Rows(3, 1));
        File.Move(In("bounce.csv"), In("done-1.csv"));
        Write("bounce.csv", Header + Rows(4, 1));

        Assert.Equal(["4", "3"], Read());
        Assert.DoesNotContain("from its beginning", _log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Header + "b,,7\n", "bytes, and")]
    [InlineData(Header + "b,,5\nb,,6\nb,,7\nb,,8\n", "another file has taken its place")]
    [InlineData(Header + "b,,0\nb,,1\nb,,7\n", "another file has taken its place")]
    public void A_file_that_is_written_anew_is_read_from_its_beginning_and_the_log_says_so(string content, string reason)
    {
        Write("bounce.csv", Header + "b,,0\nb,,1\nb,,2\n");
        Read();
        // The same inode, as after copytruncate, or as the next file may get it.
        File.WriteAllText(In("bounce.csv"), content);

        Assert.Equal(content[Header.Length..].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => row[3..]), Read());
        Assert.Contains("is read from its beginning", _log.ToString(), StringComparison.Ordinal);
        Assert.Contains(reason, _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_row_is_left_until_it_is_whole()
    {
        Write("bounce.csv", Header + "b,,0\nb,,\"1 an");
        Assert.Equal(["0"], Read());
        Assert.Contains($"left for the next time, offset={Header.Length + 5}", _log.ToString(), StringComparison.Ordinal);
        Assert.Empty(Read());
        Append("bounce.csv", "d\nmore\"");
        Assert.Empty(Read());
        Append("bounce.csv", "\n");

        Assert.Equal(["1 and\nmore"], Read());
    }

    [Fact]
    public void Half_a_row_is_taken_for_a_row_when_nobody_has_written_for_an_hour_and_then_the_file_is_done()
    {
        Write("bounce.csv", Header + "b,,0\nb,,1");
        Assert.Equal(["0"], Read());
        _folder.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Empty(Read());
        _folder.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(["1"], Read());
        _log.GetStringBuilder().Clear();
        Assert.Empty(Read());
        Assert.Contains("unchanged=1, bytes read=0", _log.ToString(), StringComparison.Ordinal);

        // It was no end after all: a row whose beginning has been taken for all of it cannot be gone on with.
        Append("bounce.csv", "7\nb,,2\n");
        Assert.Equal(["0", "17", "2"], Read());
        Assert.Contains("goes on", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stray_quote_costs_its_own_row_an_hour_later_and_no_other()
    {
        Write("bounce.csv", Header + "b,,0\nb,,\"stray\nb,,1\nb,,2\n");
        Assert.Equal(["0"], Read());
        _folder.Time.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal(["1", "2"], Read());
    }

    [Fact]
    public void A_file_that_is_not_read_to_its_end_is_gone_on_with_though_it_has_not_changed()
    {
        Write("bounce.csv", Header + Rows(0, 3));
        using (var inputs = Files().Open(() => [In("bounce.csv")]).GetEnumerator())
        {
            Assert.True(inputs.MoveNext());
            _folder.Time.Advance(TimeSpan.FromSeconds(2));
            inputs.Current.Accepted!(new Continuation(Header.Length + 5, ["type", "timeLogged", "rcpt"], true));
            // The process is killed here.
        }

        Assert.True(SpinWait.SpinUntil(() => _folder.Count("replay_positions") == 1, TimeSpan.FromSeconds(30)));
        Assert.Equal(["1", "2"], Read());
    }

    [Fact]
    public void A_file_that_has_been_moved_meanwhile_is_read_under_its_new_name()
    {
        Write("bounce.csv", Header + Rows(0, 1));
        var lists = new Queue<string[]>([[In("bounce.csv")], [In("bounce.csv"), In("done.csv")]]);
        File.Move(In("bounce.csv"), In("done.csv"));

        Assert.Equal(["0"], Read(lists.Dequeue));
        Assert.Empty(lists);
        Assert.Contains("has gone before it was read", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_has_gone_for_good_is_no_error() => Assert.Empty(Read(() => [In("nothing.csv")]));

    [Fact]
    public async Task The_position_of_a_file_that_is_gone_is_forgotten_and_of_one_that_is_there_kept()
    {
        Write("gone.csv", Header + Rows(0, 1));
        Write("there.csv", Header + Rows(1, 1));
        Read();
        File.Delete(In("gone.csv"));
        for (var day = 0; day < 95; day++)
        {
            _folder.Time.Advance(TimeSpan.FromDays(1));
            Assert.Empty(Read());
        }

        while (await _store.Retention.ForgetAsync(new RetentionSettings(), _folder.Time.GetUtcNow()))
        {
        }

        Assert.Equal(1, _folder.Count("replay_positions"));
        Assert.Empty(Read());
    }

    [Fact]
    public void A_thousand_files_that_have_not_changed_are_not_opened()
    {
        for (var i = 0; i < 1000; i++)
            Write($"{i}.csv", Header + Rows(i, 1));
        Assert.Equal(1000, Read().Count);
        _log.GetStringBuilder().Clear();

        Assert.Empty(Read());
        Assert.Contains("files=1000, unchanged=1000, bytes read=0", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_is_not_there_is_a_mistake_and_a_file_that_is_not_there_is_none()
    {
        Assert.Null(ReplayFiles.Mistake(In("bounce.csv")));
        Assert.Null(ReplayFiles.Mistake(In("*.csv")));
        Assert.Null(ReplayFiles.Mistake("bounce.csv"));
        Assert.Contains("No such directory", ReplayFiles.Mistake(In("done/*.csv")), StringComparison.Ordinal);
        Assert.Contains("is a directory", ReplayFiles.Mistake(_directory), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static string Rows(int first, int count) => string.Concat(Enumerable.Range(first, count).Select(i => $"b,,{i}\n"));

    private string In(string name) => Path.Combine(_directory, name);

    private void Write(string name, string text) => File.WriteAllText(In(name), text);

    private void Append(string name, string text)
    {
        using var file = new FileStream(In(name), FileMode.Open);
        file.Seek(0, SeekOrigin.End);
        file.Write(Encoding.UTF8.GetBytes(text));
    }

    private ContinuedFiles Files() => new(
        _store.Replayed, new OperatorLog(new LoggerConfiguration().WriteTo.Sink(new StandardErrorSink(Format, _log)).CreateLogger()), _folder.Time);

    private List<string> Read() => Read(() => ReplayFiles.Find(In("*.csv")) ?? []);

    // As a run reads them, without a spool.
    private List<string> Read(Func<IReadOnlyList<string>> list)
    {
        var recipients = new List<string>();
        foreach (var input in Files().Open(list))
        {
            Assert.Null(input.Obstacle);
            using var reader = new RecordReader(new RecordReaderOptions { From = input.From, LeavesTail = input.LeavesTail, SilenceEndsRows = !input.IsFile });
            using var bytes = new MemoryStream();
            input.Stream.CopyTo(bytes);
            var rows = new List<InputRow>();
            reader.Append(bytes.ToArray());
            ReadRows.Drain(reader, rows);
            reader.Complete();
            ReadRows.Drain(reader, rows);
            recipients.AddRange(rows.Where(row => row.Record is not null).Select(row => row.Record![Column.Rcpt]!));
            input.Ended!(reader.Reached, true).Wait(TestContext.Current.CancellationToken);
        }

        return recipients;
    }
}
