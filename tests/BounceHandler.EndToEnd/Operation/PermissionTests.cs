namespace BounceHandler.EndToEnd.Operation;

/// <summary>What may not be read or written stops the start with a message that mends it, and never means something else is used instead.</summary>
public sealed class PermissionTests : IAsyncLifetime
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private Site _site = null!;

    public async ValueTask InitializeAsync() => _site = await Site.OpenAsync();

    [Fact]
    public async Task A_state_directory_that_cannot_be_made_is_78_with_the_line_that_mends_it()
    {
        var state = Path.Combine(_site.Directory.Write("file", ""), "state");
        _site.Configuration.Set("stateDirectory", $"\"{state}\"");

        (await _site.ProcessAsync(Accounting.Header)).Exited(78).Complains($"install -d -o pmta -g pmta -m 0700 {state}").Complains("current user");
        (await _site.RunAsync("status")).Exited(2);
    }

    [Fact]
    public async Task A_state_directory_of_somebody_else_is_78_naming_owner_mode_and_user()
    {
        var state = Locked("state");
        _site.Configuration.Set("stateDirectory", $"\"{state}\"");
        WriteConfiguration();

        var run = await RunAsync(_site.Directory.Configuration);

        run.Exited(78).Complains(state).Complains("owner ").Complains("mode 0").Complains("current user ").Complains("install -d -o pmta");
    }

    [Fact]
    public async Task A_configuration_that_may_not_be_read_is_78()
    {
        WriteConfiguration();
        File.SetUnixFileMode(_site.Directory.Configuration, UnixFileMode.None);

        (await RunAsync(_site.Directory.Configuration)).Exited(78).Complains("cannot be read");
    }

    [Fact]
    public async Task A_configuration_in_a_directory_that_may_not_be_searched_is_78()
    {
        var directory = Locked("etc");

        (await RunAsync(Path.Combine(directory, "bouncehandler.json"))).Exited(78).Complains("Permission denied");
    }

    [Fact]
    public async Task The_state_is_private()
    {
        (await _site.ProcessAsync(Accounting.Header + Accounting.Bounces(1))).Exited(0);

        Assert.Equal(Private, File.GetUnixFileMode(_site.Directory.State));
        foreach (var file in Directory.EnumerateFiles(_site.Directory.State, "*", SearchOption.AllDirectories))
            Assert.Equal((file, UnixFileMode.UserRead | UnixFileMode.UserWrite), (file, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task What_root_creates_belongs_to_the_owner_of_the_directory()
    {
        Assert.SkipUnless(Posix.IsRoot, "Only root can give files away.");
        var state = Directory.CreateDirectory(_site.Directory.State).FullName;
        await _site.RunBareAsync("", "chown", "65534:65534", state);
        File.SetUnixFileMode(state, Private);

        // While root works there, and after it was killed: the write-ahead log and its index as well.
        var reader = _site.Start();
        await reader.WriteAsync(Accounting.Header + Accounting.Bounces(1));
        await _site.LogsAsync("suppressions: user0@gone.example");
        await reader.KillAsync();
        (await _site.UnsubscribeAsync("Subject: unsubscribe\n\n", "--to=a@x.example")).Exited(0);
        await Drains.EndedAsync(_site.Directory);
        var owners = await _site.RunBareAsync("", "find", state, "-printf", "%U:%G %f\n");

        Assert.Contains(owners.Lines, line => line.EndsWith("bouncehandler.db", StringComparison.Ordinal));
        Assert.All(owners.Lines, line => Assert.StartsWith("65534:65534 ", line, StringComparison.Ordinal));
        File.Delete(_site.Directory.LogFile);
        (await RunAsync(_site.Directory.Configuration)).Exited(0);
    }

    [Fact]
    public async Task A_log_that_may_not_be_written_goes_to_the_working_directory_and_stops_nothing()
    {
        _site.Configuration.Set("log.file", $"\"{Path.Combine(Locked("log"), "bounce.log")}\"");
        WriteConfiguration();

        (await RunAsync(_site.Directory.Configuration)).Exited(0);

        Assert.Contains("Completed bounce processing!", await File.ReadAllTextAsync(
            Path.Combine(_site.Directory.Work, "pmta-bounce-handler.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    // To root it is somebody else's; to anybody else it is their own and closed all the same.
    private string Locked(string name)
    {
        var path = Directory.CreateDirectory(_site.Directory.In(name)).FullName;
        File.SetUnixFileMode(path, Posix.IsRoot ? Private : UnixFileMode.None);
        return path;
    }

    private void WriteConfiguration() => _site.Directory.Write("bouncehandler.json", _site.Configuration.ToString());

    private Task<FinishedRun> RunAsync(string configuration) =>
        _site.RunBareAsync(Accounting.Header, Unprivileged.BounceHandler(_site.Directory, "--config", configuration));
}
