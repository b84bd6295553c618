using System.Text;
using BounceHandler.Events;
using BounceHandler.Input;

namespace BounceHandler.Tests.Input;

/// <summary>Recipient and time of deliveries, which are counted as skipped all the same.</summary>
public sealed class DeliveryRecordTests
{
    private const string Logged = "2026-03-10 10:00:00+0100";

    [Theory]
    [InlineData("type,timeLogged,orig,rcpt", "d,2026-03-10 10:00:00+0100,s@x.example,a@x.example", "a@x.example 1773133200")]
    [InlineData("type,timeLogged,orig,rcpt", "d,2026-03-10 10:00:00+0100,s@x.example,a@x.example\r", "a@x.example 1773133200")]
    [InlineData("type,timeLogged,timeQueued,rcpt", "d,,2026-03-10 10:00:00+0100,a@x.example", "a@x.example 1773133200")]
    [InlineData("type,timeLogged,timeQueued,rcpt", "d,2026-03-10 10:00:00+0100,2026-03-09 10:00:00+0100,a@x.example", "a@x.example 1773133200")]
    [InlineData("type,rcpt,rcpt,timeQueued", "d,,a@x.example,1773133200", "a@x.example 1773133200")]
    [InlineData("type,rcpt,timeQueued,dsnDiag", "d,a@x.example,1773133200,\"smtp;250 \"\"ok\"\", thanks\"", "a@x.example 1773133200")]
    [InlineData("type,dsnDiag,rcpt,timeQueued", "d,\"smtp;250 ok, b@x.example,1\",\"a@x.example\",1773133200", "a@x.example 1773133200")]
    [InlineData("type,rcpt,timeQueued", "d,,1773133200", "")]
    [InlineData("type,rcpt,timeQueued", "d,a@x.example,", "")]
    [InlineData("type,rcpt,timeQueued", "d,a@x.example,yesterday", "")]
    [InlineData("type,rcpt,orig", "d,a@x.example,s@x.example", "")]
    [InlineData("type,orig,timeQueued", "d,a@x.example,1773133200", "")]
    [InlineData("type,rcpt,timeQueued", "b,a@x.example,1773133200", "")]
    [InlineData("type,rcpt,timeQueued", "t,a@x.example,1773133200", "")]
    [InlineData("type,rcpt,timeQueued", "d,a@x.example,1773133200,more", "")]
    [InlineData("type,x", "{\"type\":\"d\",\"rcpt\":\"a@x.example\",\"timeLogged\":\"2026-03-10 10:00:00+0100\"}", "a@x.example 1773133200")]
    [InlineData("type,x", "{\"type\":\"d\",\"rcpt\":\"a@x.example\",\"timeQueued\":\"1773133200\"}", "a@x.example 1773133200")]
    [InlineData("type,x", "{\"type\":\"d\",\"timeQueued\":\"1773133200\"}", "")]
    public void Recipient_and_time_are_found_by_the_header(string header, string row, string expected) =>
        Assert.Equal(expected, string.Join('\n', Read($"{header}\n{row}\n")));

    [Theory]
    [InlineData("d,2026-03-10 10:00:00+0100,s@x.example,a@x.example", "a@x.example 1773133200")]
    [InlineData("d,2026-03-10 10:00:00+0100,\"s@x.example\",\"a@x.example\"", "a@x.example 1773133200")]
    [InlineData("d,1773133200,,v,s@x.example,a@x.example,m (10.0.0.1),192.0.2.1,job,2.0.0,mx (10.0.0.2),\"smtp;250 ok, thanks\"", "a@x.example 1773133200")]
    [InlineData("d,1773133200,1773130000,s@x.example,a@x.example,,relayed,2.0.0,smtp;250,mx,,smtp,m,smtp,192.0.2.1,192.0.2.2,A,9,v,job,,x.example/v", "a@x.example 1773133200")]
    [InlineData("d,2026-03-10 10:00:00+0100,a@x.example,s", "")]
    [InlineData("d,2026-03-10 10:00:00+0100,s@x.example,a@x.example,more", "")]
    [InlineData("d,yesterday,s@x.example,a@x.example", "")]
    [InlineData("d,2026-03-10 10:00:00+0100,a@x.example", "")]
    [InlineData("t,2026-03-10 10:00:00+0100,s@x.example,a@x.example", "")]
    public void Without_a_header_they_are_found_by_an_order_that_is_recognised(string row, string expected) =>
        Assert.Equal(expected, string.Join('\n', Read($"{row}\n")));

    [Fact]
    public void Without_a_header_orders_may_change_and_those_configured_or_remembered_come_first()
    {
        const string Shipped = "d,1773133200,s@x.example,a@x.example\n";
        const string Recommended = "d,1773133201,,v,s@x.example,b@x.example,m,192.0.2.1,job,2.0.0,mx,smtp;250 ok\n";
        string[] found = ["a@x.example 1773133200", "b@x.example 1773133201", "a@x.example 1773133200"];

        Assert.Equal(found, Read(Shipped + Recommended + "d,1773133200,x\n" + Shipped));
        Assert.Equal(["s@x.example 1773133200"], Read(Shipped, new RecordReaderOptions { BounceFields = ["timeLogged", "rcpt", "orig"] }));
        Assert.Equal(["s@x.example 1773133200"], Read(Shipped, new RecordReaderOptions { RememberedLayouts = [["timeLogged", "rcpt", "orig"]] }));
    }

    [Fact]
    public void Half_a_row_and_a_row_that_its_header_does_not_fit_say_nothing()
    {
        Assert.Empty(Read($"type,timeLogged,rcpt\nd,{Logged},a@x.exam"));
        Assert.Empty(Read($"type,timeLogged,rcpt\nd,{Logged},s@x.example,a@x.example\n"));
    }

    [Fact]
    public void They_are_counted_as_before()
    {
        var sink = new Sink();
        using var reader = new RecordReader(new RecordReaderOptions { Deliveries = sink });
        reader.Append(Encoding.UTF8.GetBytes("type,timeLogged,rcpt\n" + string.Concat(Enumerable.Repeat($"d,{Logged},a@x.example\n", 300))));
        reader.Complete();

        var rows = new List<InputRow>();
        ReadRows.Drain(reader, rows);
        Assert.Equal(("type d", 300), (rows[^1].Reason, rows[^1].Count));
        Assert.Equal(300, sink.Found.Count);
    }

    [Fact]
    public void What_is_found_without_splitting_is_what_splitting_finds() => Fuzz.Run(3_000, 100_000, random =>
    {
        string[] names = ["timeLogged", "orig", "rcpt", "timeQueued", "dsnDiag", "x", "rcpt", "vmta"];
        string[] values =
        [
            "", "a@x.example", "B@X.example", "\"c@x.example\"", "\"a,b\"", "\"\"\"\"", "x\"y", Logged, "2026-03-10 10:00:59+0100", "2026-03-10 10:00:5x+0100",
            "2026-03-10 10:00:61+0100", "2026-03-10T10:00:07+0100", "03/10/2026 10:00:00+0100", "1773133200", " ", "é@x.example", "2026-03-10 10:00:00Z",
        ];
        var columns = Enumerable.Range(0, random.Next(1, 9)).Select(_ => names[random.Next(names.Length)]).ToList();
        var rows = Enumerable.Range(0, random.Next(1, 12))
            .Select(_ => "d," + string.Join(',', columns.Select(_ => values[random.Next(values.Length)]))).ToList();
        var input = $"type,{string.Join(',', columns)}\n{string.Join('\n', rows)}\n";

        Assert.Equal(Split(input), Read(input));
    });

    // As records whose every column is split off.
    private static List<string> Split(string input)
    {
        using var reader = new RecordReader(new RecordReaderOptions { WantDeliveries = true });
        reader.Append(Encoding.UTF8.GetBytes(input));
        reader.Complete();
        var rows = new List<InputRow>();
        ReadRows.Drain(reader, rows);
        return [.. rows.Where(row => row.Kind == InputRowKind.Record).Select(row => row.Record!)
            .Where(record => !string.IsNullOrEmpty(record[Column.Rcpt]))
            .Select(record => (Recipient: record[Column.Rcpt], Time: string.IsNullOrEmpty(record[Column.TimeLogged]) ? record.Time(Column.TimeQueued) : record.Time(Column.TimeLogged)))
            .Where(found => found.Time is not null)
            .Select(found => $"{found.Recipient} {found.Time!.Value.ToUnixTimeSeconds()}")];
    }

    private static List<string> Read(string input, RecordReaderOptions? options = null)
    {
        var sink = new Sink();
        using var reader = new RecordReader((options ?? new RecordReaderOptions()) with { Deliveries = sink });
        reader.Append(Encoding.UTF8.GetBytes(input));
        reader.Complete();
        ReadRows.Drain(reader, []);
        return sink.Found;
    }

    private sealed class Sink : IDeliverySink
    {
        public List<string> Found { get; } = [];

        public void Settle()
        {
        }

        public void Delivered(ReadOnlySpan<byte> recipient, long unixSeconds) => Found.Add($"{Encoding.UTF8.GetString(recipient)} {unixSeconds}");
    }
}
