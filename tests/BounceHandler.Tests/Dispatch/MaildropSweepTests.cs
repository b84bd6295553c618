using System.Text;
using BounceHandler.Classification;
using BounceHandler.Configuration;
using BounceHandler.Dispatch;
using BounceHandler.Maildrop;
using BounceHandler.Providers;
using BounceHandler.Statistics;
using BounceHandler.Storage;
using BounceHandler.Tests.Classification;

namespace BounceHandler.Tests.Dispatch;

public sealed class MaildropSweepTests : IAsyncLifetime
{
    private const string Address = "ll381bxshm01e.cn417nrhmv922.bs224mf5v20f4@fbl-unsub.example.com";
    private const string Mail = "From: reader@isp.example\r\nSubject: unsubscribe\r\n\r\nPlease.\r\n";

    private readonly FakeProvider _provider = FakeProvider.Answering(_ => new Outcome.NothingToDo("left already"));
    private readonly RecordCounts _counts = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Random _random = new(1);
    private Scene _scene = null!;
    private MaildropSweep _sweep = null!;
    private Task _running = Task.CompletedTask;

    private MaildropDirectory Maildrop => _scene.Store.Directory.Maildrop;

    public ValueTask InitializeAsync()
    {
        var definition = TestDefinitions.Tool("mailwizz");
        Assert.True(AddressFormat.TryCompile(AddressFormat.MailWizz, out var format, out _));
        var addresses = new UnsubscribeAddresses([new SignedFormat(new UnsubscribeFormat(format, "mailwizz", HasSecret: false), null)]);
        var judge = new UnsubscribeJudge(addresses, [definition], new Dictionary<string, IBounceProvider> { ["mailwizz"] = _provider });
        _scene = new Scene().With("mailwizz", _provider);
        _sweep = new MaildropSweep(_scene.Store, judge, _counts, new Alarms(_scene.Store, _scene.Log), _scene.Log, _scene.Folder.Time);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_request_is_spooled_once_and_its_drop_is_gone()
    {
        var path = Drop(Address);
        var again = File.ReadAllBytes(path);
        await SweepAsync();

        var row = Assert.Single(_scene.Store.Queued.List(0, 10));
        Assert.Equal(("mailwizz", "ll381bxshm01e"), (row.Route.Provider, row.Event.Reference?.Subscriber));
        Assert.False(File.Exists(path));

        // As after a crash between the commit and the deletion.
        await File.WriteAllBytesAsync(path, again, TestContext.Current.CancellationToken);
        await _scene.UntilAsync(() => !_sweep.IsBusy);
        Assert.Single(_scene.Store.Queued.List(0, 10));
        Assert.Single(_scene.Logged, line => line.StartsWith("Unsubscribe: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Outcomes_are_reported_by_whoever_delivers()
    {
        Drop(Address);
        await SweepAsync();
        _scene.Start();

        await _scene.UntilAsync(() => _scene.Logged.Any(line => line.Contains("nothing to do: left already", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Damaged_drops_are_kept_apart_and_the_others_go_on()
    {
        Maildrop.Ensure();
        await File.WriteAllTextAsync(Path.Combine(Maildrop.New, "0.damaged"), "nonsense", TestContext.Current.CancellationToken);
        Drop(Address);
        await SweepAsync();

        Assert.Single(_scene.Store.Queued.List(0, 10));
        Assert.Equal("0.damaged", Path.GetFileName(Assert.Single(Directory.GetFiles(Maildrop.Corrupt))));
        Assert.Contains(_scene.Logged, line => line.StartsWith("Unsubscribe mail 0.damaged cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_not_understood_is_set_aside_and_told_to_the_operator_once()
    {
        Drop("somebody@fbl-unsub.example.com");
        await SweepAsync();

        Assert.Single(Directory.GetFiles(Maildrop.Aside));
        _scene.Folder.Time.Advance(NoticeTable.NotUnderstoodAfter);
        var (_, mail) = Assert.Single(_scene.Store.Notices.DueNotUnderstood(10));
        Assert.Equal(("somebody@fbl-unsub.example.com", "reader@isp.example", "unsubscribe"), (mail.To, mail.From, mail.Subject));
        Assert.Empty(_scene.Store.Queued.List(0, 10));
    }

    [Fact]
    public async Task An_automatic_reply_is_set_aside_and_nobody_is_told()
    {
        Drop(Address, "Auto-Submitted: auto-replied\r\n" + Mail);
        await SweepAsync();

        Assert.Single(Directory.GetFiles(Maildrop.Aside));
        _scene.Folder.Time.Advance(NoticeTable.NotUnderstoodAfter);
        Assert.Empty(_scene.Store.Notices.DueNotUnderstood(10));
    }

    [Fact]
    public async Task Every_mail_is_counted_under_what_became_of_it()
    {
        Drop(Address);
        Drop(Address, "Auto-Submitted: auto-replied\r\n" + Mail);
        Drop("");
        Drop("");
        await SweepAsync();

        await _scene.UntilAsync(() => _scene.Store.Counters.Read().Sum(counter => counter.Value) == 4);
        Assert.Equal(
            ["not understood=2", "set aside=1", "unsubscribe=1"],
            _scene.Store.Counters.Read().Select(counter => $"{Outcome(counter.Labels)}={counter.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task More_than_one_batch_is_taken_in_the_order_of_arrival()
    {
        for (var i = 0; i < 450; i++)
        {
            Drop(Address);
            _scene.Folder.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await SweepAsync();

        var times = _scene.Store.Queued.List(0, 1000).Select(row => row.Event.OccurredAt).ToList();
        Assert.Equal(450, times.Count);
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public async Task A_drop_that_cannot_be_read_keeps_nobody_busy_and_is_tried_again()
    {
        var path = Drop(Address);
        var content = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        File.Delete(path);
        // A link to itself cannot be read, as a file of another user cannot.
        File.CreateSymbolicLink(path, path);
        await SweepAsync();
        Assert.Single(_scene.Logged, line => line.Contains(path + " cannot be taken", StringComparison.Ordinal));

        File.Delete(path);
        await File.WriteAllBytesAsync(path, content, TestContext.Current.CancellationToken);
        Assert.False(_sweep.IsBusy);
        await _scene.UntilAsync(() => _scene.Store.Queued.AnyQueued(["mailwizz"]) && !File.Exists(path), TimeSpan.FromSeconds(1));
        await _scene.UntilAsync(() => _scene.Store.Notices.DueAlarms(10).Count == 1);
    }

    [Fact]
    public async Task Long_mails_are_judged_by_their_beginning()
    {
        var path = Drop(Address, Mail + new string('x', 900_000));
        Assert.True(new FileInfo(path).Length > 900_000);
        await SweepAsync();

        Assert.Single(_scene.Store.Queued.List(0, 10));
    }

    [Fact]
    public async Task A_mail_that_is_shorter_than_its_drop_says_is_damaged()
    {
        var path = Drop(Address, Mail + new string('x', 900_000));
        using (var file = File.OpenWrite(path))
            file.SetLength(file.Length - 1);
        await SweepAsync();

        Assert.Empty(_scene.Store.Queued.List(0, 10));
        Assert.Single(Directory.GetFiles(Maildrop.Corrupt));
    }

    [Fact]
    public async Task A_maildrop_that_cannot_be_listed_is_no_end_of_the_sweep()
    {
        Maildrop.Ensure();
        Directory.Delete(Maildrop.New);
        File.CreateSymbolicLink(Maildrop.New, Maildrop.New);
        Assert.False(_sweep.IsBusy);
        await SweepAsync();

        File.Delete(Maildrop.New);
        Drop(Address);
        await _scene.UntilAsync(() => _scene.Store.Queued.AnyQueued(["mailwizz"]), TimeSpan.FromSeconds(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        await _scene.DisposeAsync();
    }

    private string Drop(string to, string mail = Mail)
    {
        Maildrop.Ensure();
        Assert.True(AddressFormat.TryCompile(AddressFormat.MailWizz, out var format, out _));
        var address = UnsubscribeFormat.Match([new UnsubscribeFormat(format, "mailwizz", HasSecret: false)], to);
        return DropFile.Write(
            Maildrop, new Drop { Time = _scene.Folder.Time.GetUtcNow(), To = to, Address = address, Mail = Encoding.ASCII.GetBytes(mail) }, _random);
    }

    private async Task SweepAsync()
    {
        _running = _sweep.RunAsync(_stop.Token);
        await _scene.UntilAsync(() => !_sweep.IsBusy);
    }

    private static string Outcome(string labels) => labels.Split("outcome=\"")[1].Split('"')[0];
}
