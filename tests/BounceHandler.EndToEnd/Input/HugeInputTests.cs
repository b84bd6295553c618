using System.Diagnostics;
using System.Text;

namespace BounceHandler.EndToEnd.Input;

/// <summary>Input that is meant to take all memory or all time takes neither, and the rows around it arrive.</summary>
[Trait("Proof", "hostile")]
public sealed class HugeInputTests : IAsyncLifetime
{
    private const string Begun = "b,2016-05-29 01:10:23+0200,bad-mailbox,vmta1,news@lists.example.com,";
    private const int Mebibyte = 1024 * 1024;

    private Site _site = null!;
    private Audience _audience = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server);
        _audience = new Audience(_site.Server).Add(Accounting.Users(20));
    }

    [Theory]
    [InlineData("plain", Begun)]
    [InlineData("with an open quote", Begun + "\"")]
    [InlineData("with a quote that opened in an earlier line", Begun + "\"a\n")]
    public async Task One_endless_line_is_one_broken_row(string kind, string beginning)
    {
        var mebibytes = Effort.Of(64, 1024);
        var process = _site.Start();
        var before = Accounting.Header + Accounting.Bounce("user0@gone.example");
        var start = Stopwatch.GetTimestamp();
        await process.WriteAsync(before + beginning);
        var piece = new byte[Mebibyte];
        piece.AsSpan().Fill((byte)'x');
        for (var i = 0; i < mebibytes; i++)
            await process.WriteAsync(piece);
        await process.WriteAsync("\n" + Accounting.Bounce("user1@gone.example"));
        await Eventually.TrueAsync(() => _audience.HasLeftMailWizz("user1@gone.example"), "the row after it has arrived");
        var peak = PeakMemory.Check(process);
        Effort.Report($"One line of {mebibytes} MiB, {kind}: {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s, at most {peak} MiB of memory");
        process.CloseInput();

        (await process.EndAsync()).Exited(0).Counted(total: 3, processed: 2).Says("skipped: broken=1\n");
        Assert.Single(_site.Log, line => line.Contains("Broken row: ", StringComparison.Ordinal) && line.EndsWith($", offset={before.Length}", StringComparison.Ordinal));
        Assert.True(_audience.HasLeftMailWizz("user0@gone.example"));
    }

    [Fact]
    public async Task Rows_among_all_kinds_of_rubbish_arrive()
    {
        (string Name, string Text)[] rubbish =
        [
            ("NUL bytes", new string('\0', Mebibyte) + "\n"),
            ("NUL bytes in a row", Begun + new string('\0', 500_000) + "\n"),
            ("a hundred thousand columns", $"type{Repeat(",column", 100_000)}\nb{Repeat(",x", 100_000)}\n{Accounting.Header}"),
            ("garbage lines", Repeat("x\n", Effort.Of(100_000, 1_000_000))),
            ("rows of one mebibyte", Repeat(Begun + new string('y', Mebibyte - 100) + "\n", 10)),
            ("quoted fields of one mebibyte", Repeat($"{Begun}\"{Repeat("\"\"", Mebibyte / 2 - 100)}\"\n", 10)),
            ("a tangle of quotes", Repeat("b,a\",\"x\n", Mebibyte / 4)),
            ("a tangle of quotes and rows", Repeat("b,a\",\"x\nd,,,,,,,,,,,\n", Mebibyte / 16)),
            ("deep JSON", new string('[', 100_000) + "\n{\"type\":" + new string('[', 100_000) + "\n{\"type\":\"b\",\"a\":" + Repeat("{\"a\":", 100_000) + "\n"),
            ("JSON of one mebibyte", "{\"type\":\"x\",\"rcpt\":\"" + Repeat("\\u0000", Mebibyte / 7) + "\"}\n"),
            ("headers", Repeat(Accounting.Header, 10_000)),
            ("blank lines", Repeat("\r\n \t\n", 300_000)),
            ("bytes that are no text", Repeat("b,\ufffd\u0080,\u202e\n", 10_000)),
        ];
        var process = _site.Start();
        await process.WriteAsync(Accounting.Header);
        var users = Accounting.Users(rubbish.Length);
        for (var i = 0; i < rubbish.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await process.WriteAsync(Encoding.Latin1.GetBytes(rubbish[i].Text));
            await process.WriteAsync(Accounting.Header + Accounting.Bounce(users[i]));
            await Eventually.TrueAsync(() => _audience.HasLeftMailWizz(users[i]), $"the row after {rubbish[i].Name} has arrived");
            Effort.Report($"{rubbish[i].Name}: {rubbish[i].Text.Length / 1024} KiB, the row after it carried out {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms after the first byte");
        }

        Effort.Report($"All kinds of rubbish: at most {PeakMemory.Check(process)} MiB of memory");
        process.CloseInput();
        (await process.EndAsync()).Exited(0).Says($"processed={rubbish.Length}, ");
        Assert.Equal(users.Order(StringComparer.Ordinal), await _site.SuppressedAsync());
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();
}
