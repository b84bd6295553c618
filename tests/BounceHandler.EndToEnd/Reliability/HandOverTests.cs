namespace BounceHandler.EndToEnd.Reliability;

/// <summary>A process that ends while its queue is full leaves it to another one: whatever is delivered around that moment, one of the two writes it into the log.</summary>
[Trait("Proof", "processes")]
public sealed class HandOverTests : IAsyncLifetime
{
    private const int Records = 400;

    private static readonly int HandOvers = Effort.Of(3, 20);

    private Site _site = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server, """{ "concurrency": 8 }""");
    }

    [Fact]
    public async Task No_list_change_is_missing_in_the_log_when_the_queue_changes_hands()
    {
        var audience = new Audience(_site.Server);
        var full = 0;
        var living = await StartAsync(1);
        for (var i = 1; i <= HandOvers; i++)
        {
            var users = Accounting.Users(Records, $"part{i}.example");
            audience.Add(users);
            var next = await StartAsync(i + 1);
            await living.WriteAsync(Accounting.Header + string.Concat(users.Select(user => Accounting.Bounce(user, Audience.JobId))));
            living.CloseInput();
            var run = (await living.EndAsync()).Exited(0).Counted(Records, processed: Records);
            full += run.Lines.Count(line => line.StartsWith("mailwizz: ", StringComparison.Ordinal) && !line.Contains("queued=0,", StringComparison.Ordinal));
            await Eventually.TrueAsync(() => users.All(audience.HasLeftMailWizz), "all have left");
            living = next;
        }

        living.CloseInput();
        (await living.EndAsync()).Exited(0);
        Assert.NotEqual(0, full);
        using var state = StateCopy.Of(_site.Directory);
        state.AssertDelivered();
        var written = ChangeLines.Of(_site.Log);
        var different = written.Distinct(StringComparer.Ordinal).Count();
        Effort.Report($"{HandOvers} ends of the process that delivers, {full} with work in the queue: {state.Number("SELECT count(*) FROM changes")} list changes, {different} of them in the log, {written.Count - different} twice.");
        Assert.Equal(state.Number("SELECT count(*) FROM changes"), different);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    // The first one delivers, the others wait for it.
    private async Task<BounceHandlerProcess> StartAsync(int number)
    {
        var process = _site.Start();
        await Eventually.TrueAsync(() => _site.Log.Count(line => line.Contains(", run=", StringComparison.Ordinal)) == number, "it has started");
        await _site.LogsAsync("Delivering: this process works on the queue now");
        return process;
    }
}
