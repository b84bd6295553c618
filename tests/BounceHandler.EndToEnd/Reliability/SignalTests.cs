namespace BounceHandler.EndToEnd.Reliability;

/// <summary>PowerMTA and systemd end us by signals while records are still in the pipe.</summary>
public sealed class SignalTests : IAsyncLifetime
{
    private const int Records = 3000;

    private Site _site = null!;

    public async ValueTask InitializeAsync() => _site = await Site.OpenAsync();

    [Fact]
    public async Task After_SIGTERM_what_is_in_the_pipe_is_stored_before_the_process_ends()
    {
        var process = _site.Start();
        await process.WriteAsync(Accounting.Header + Accounting.Bounce("first@gone.example"));
        await _site.LogsAsync("to=first@gone.example");

        process.Signal(Posix.SigTerm);
        await process.WriteAsync(Accounting.Bounces(Records));

        // Standard input stays open: the process has to end by itself.
        (await process.EndAsync()).Exited(0).Counted(Records + 1, processed: Records + 1);
        _site.HasLogged("SIGTERM received");
        (await _site.RunAsync("drain")).Exited(0);
        Assert.Equal(Records + 1, (await _site.SuppressedAsync()).Count);
    }

    [Fact]
    public async Task After_SIGTERM_no_provider_call_is_begun_any_more()
    {
        _site.Configuration.MailWizz(_site.Server);
        var audience = new Audience(_site.Server).Add("first@gone.example", "late@gone.example");
        var process = _site.Start();
        await process.WriteAsync(Accounting.Header + Accounting.Bounce("first@gone.example"));
        await Eventually.TrueAsync(() => audience.HasLeftMailWizz("first@gone.example"), "the first one has left");

        process.Signal(Posix.SigTerm);
        await _site.LogsAsync("SIGTERM received");
        await process.WriteAsync(Accounting.Bounce("late@gone.example"));
        (await process.EndAsync()).Exited(0).Counted(total: 2, processed: 2).Says("queued=1");

        Assert.Empty(_site.About("late@gone.example"));
        (await _site.RunAsync("drain")).Exited(0);
        Assert.True(audience.HasLeftMailWizz("late@gone.example"));
    }

    [Fact]
    public async Task SIGHUP_is_ignored()
    {
        var process = _site.Start();
        await process.WriteAsync(Accounting.Header + Accounting.Bounce("first@gone.example"));
        await _site.LogsAsync("to=first@gone.example");

        process.Signal(Posix.SigHup);
        await process.WriteAsync(Accounting.Bounce("second@gone.example"));
        await _site.LogsAsync("to=second@gone.example");
        process.CloseInput();

        (await process.EndAsync()).Exited(0).Counted(total: 2, processed: 2);
        Assert.Equal(["first@gone.example", "second@gone.example"], await _site.SuppressedAsync());
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();
}
