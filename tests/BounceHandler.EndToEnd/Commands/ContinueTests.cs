namespace BounceHandler.EndToEnd.Commands;

/// <summary>How replay --continue is called, and what it says.</summary>
public sealed class ContinueTests : IAsyncLifetime
{
    private Site _site = null!;

    public async ValueTask InitializeAsync() => _site = await Site.OpenAsync();

    [Fact]
    public async Task It_goes_with_neither_again_nor_dry_run_nor_a_directory_that_is_not_there()
    {
        var file = _site.Directory.Write("bounce.csv", Accounting.Header + Accounting.Bounces(1));

        (await _site.RunAsync("replay", "--continue", "--again", file)).Exited(64).Complains("--again");
        (await _site.RunAsync("replay", "--continue", "--dry-run", file)).Exited(64).Complains("--dry-run");
        (await _site.RunAsync("replay", "--continue", file, _site.Directory.In("done/*.csv"))).Exited(64).Complains("No such directory");
        Assert.False(Directory.Exists(_site.Directory.State));
    }

    [Fact]
    public async Task A_quiet_morning_is_no_error()
    {
        (await _site.RunAsync("replay", "--continue", _site.Directory.In("bounce.csv"), _site.Directory.In("*.csv"))).Exited(0).Counted(total: 0, processed: 0);

        _site.HasLogged("bounce.csv: no such file at the moment");
        _site.HasLogged("Continued: files=0, unchanged=0, bytes read=0");
    }

    [Fact]
    public async Task Offsets_are_those_of_the_file_and_a_lone_broken_row_is_no_unknown_input()
    {
        var file = _site.Directory.In("bounce.csv");
        await File.WriteAllTextAsync(file, Accounting.Header + Accounting.Bounces(2), TestContext.Current.CancellationToken);
        (await _site.RunAsync("replay", "--continue", file)).Exited(0).Counted(total: 2, processed: 2);
        var at = new FileInfo(file).Length;
        await File.AppendAllTextAsync(file, "victim@x.example\n", TestContext.Current.CancellationToken);

        (await _site.RunAsync("replay", "--continue", file)).Exited(0).Counted(total: 1, processed: 0).Says("broken=1");

        _site.HasLogged($"offset={at}");
        Assert.Equal(["user0@gone.example", "user1@gone.example"], await _site.SuppressedAsync());
    }

    [Fact]
    public async Task A_file_that_may_not_be_read_is_74_and_keeps_no_other_from_being_read()
    {
        _site.Directory.Write("bouncehandler.json", _site.Configuration.ToString());
        _site.Directory.Write("a.csv", Accounting.Header + Accounting.Bounce("closed@x.example"));
        _site.Directory.Write("b.csv", Accounting.Header + Accounting.Bounce("open@x.example"));
        File.SetUnixFileMode(_site.Directory.In("a.csv"), UnixFileMode.None);
        var command = Unprivileged.BounceHandler(
            _site.Directory, "--config", _site.Directory.Configuration, "replay", "--continue", _site.Directory.In("*.csv"));

        (await _site.RunBareAsync("", command)).Exited(74).Complains("a.csv").Counted(total: 1, processed: 1);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();
}
