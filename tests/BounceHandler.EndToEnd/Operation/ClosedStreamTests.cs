namespace BounceHandler.EndToEnd.Operation;

/// <summary>PowerMTA may hand out closed descriptors, and readers of our output may go away: neither ends the work.</summary>
public sealed class ClosedStreamTests : IAsyncLifetime
{
    private Site _site = null!;
    private Audience _audience = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server);
        _audience = new Audience(_site.Server).Add(Accounting.Users(3));
        _site.Directory.Write("bouncehandler.json", _site.Configuration.ToString());
    }

    [Theory]
    [InlineData("exec \"$0\" \"$@\" >&- 2>&-")]
    [InlineData("exec \"$0\" \"$@\" >&-")]
    [InlineData("exec \"$0\" \"$@\" --debug >&- 2>&-")]
    [InlineData("exec \"$0\" \"$@\" >/dev/full 2>/dev/full")]
    [InlineData("\"$0\" \"$@\" --debug 2>&1 | true; sleep 0")]
    public async Task Output_that_cannot_be_written_ends_nothing(string shell)
    {
        var run = await _site.RunBareAsync(
            Accounting.Header + Accounting.Bounces(3), "sh", "-c", shell, Binaries.BounceHandler, "--config", _site.Directory.Configuration);

        run.Exited(0);
        Assert.All(Accounting.Users(3), user => Assert.True(_audience.HasLeftMailWizz(user)));
        Assert.Equal(3, (await _site.SuppressedAsync()).Count);
    }

    [Fact]
    public async Task A_closed_standard_input_is_an_empty_one()
    {
        var run = await _site.RunBareAsync("", "sh", "-c", "exec \"$0\" \"$@\" <&-", Binaries.BounceHandler, "--config", _site.Directory.Configuration);

        run.Exited(0);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();
}
