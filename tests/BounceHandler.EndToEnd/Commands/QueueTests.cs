using System.Globalization;

namespace BounceHandler.EndToEnd.Commands;

public sealed class QueueTests : IAsyncLifetime
{
    private Site _site = null!;
    private Audience _audience = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server).Set("delivery.drainSeconds", "0");
        _audience = new Audience(_site.Server).Add("a@x.example", "b@y.example", "c@y.example");
        _site.Server.Options.MailWizz.Offline = true;
        (await _site.ProcessAsync(
            Accounting.Header + Accounting.Bounce("a@x.example") + Accounting.Bounce("b@y.example") + Accounting.Bounce("c@y.example"))).Exited(0);
        (await _site.RunAsync("drain")).Exited(75);
    }

    [Fact]
    public async Task List_shows_what_waits_with_its_error()
    {
        var rows = (await RowsAsync()).ToList();

        Assert.Equal(["a@x.example", "b@y.example", "c@y.example"], rows.Select(row => row[3]));
        Assert.All(rows, row => Assert.Equal(("queued", "mailwizz"), (row[1], row[2])));
        Assert.All(rows, row => Assert.Contains("Service Unavailable", row[8], StringComparison.Ordinal));
        Assert.Equal(2, (await RowsAsync("--domain", "y.example")).Count);
        Assert.Empty(await RowsAsync("--provider", "suppressions"));
        Assert.Equal(3, (await RowsAsync("--provider", "mailwizz")).Count);
    }

    [Fact]
    public async Task Drop_takes_out_what_was_selected_and_nothing_else()
    {
        var first = (await RowsAsync())[0][0];

        (await _site.RunAsync("queue", "drop")).Exited(64).Complains("Which rows?");
        (await _site.RunAsync("queue", "drop", "999999")).Exited(64).Complains("999999");
        (await _site.RunAsync("queue", "drop", first)).Exited(0).Says("1 row dropped.");
        (await _site.RunAsync("queue", "drop", "--domain", "y.example", "--provider", "suppressions")).Exited(0).Says("0 rows dropped.");
        Assert.Equal(["b@y.example", "c@y.example"], (await RowsAsync()).Select(row => row[3]));

        _site.Server.Options.MailWizz.Offline = false;
        (await _site.RunAsync("drain")).Exited(0);
        Assert.Equal("confirmed confirmed", _audience.InMailWizz("a@x.example"));
        Assert.True(_audience.HasLeftMailWizz("b@y.example"));
        (await _site.RunAsync("history", "a@x.example")).Exited(0).Says("dropped by the operator");
    }

    [Fact]
    public async Task Retry_makes_rows_due_for_whoever_delivers_next()
    {
        var id = long.Parse((await RowsAsync())[1][0], CultureInfo.InvariantCulture);
        _site.Server.Options.MailWizz.Offline = false;

        (await _site.RunAsync("queue", "retry", id.ToString(CultureInfo.InvariantCulture))).Exited(0).Says("1 row is due now");
        (await _site.RunAsync("queue", "retry", "--domain", "y.example")).Exited(0).Says("2 rows are due now");
        (await _site.RunAsync("drain")).Exited(0);

        Assert.True(_audience.HasLeftMailWizz("b@y.example"));
        (await _site.RunAsync("queue", "list")).Exited(0).Says("The queue is empty.");
    }

    [Fact]
    public async Task Drain_until_empty_waits_for_a_server_that_comes_back()
    {
        var drain = _site.Start("drain", "--until-empty");
        drain.CloseInput();
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Assert.False(drain.HasExited);

        _site.Server.Options.MailWizz.Offline = false;

        (await drain.EndAsync()).Exited(0).Says("still queued=0");
        Assert.True(_audience.HasLeftMailWizz("c@y.example"));
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task<IReadOnlyList<string[]>> RowsAsync(params string[] options) =>
        [.. (await _site.RunAsync(["queue", "list", .. options])).Exited(0).Lines.Where(line => line.Contains('\t')).Skip(1).Select(line => line.Split('\t'))];
}
