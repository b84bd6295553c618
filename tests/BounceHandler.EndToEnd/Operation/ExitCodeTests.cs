namespace BounceHandler.EndToEnd.Operation;

/// <summary>What the program tells its caller by its exit code, and the operator by its message.</summary>
public sealed class ExitCodeTests : IAsyncLifetime
{
    private Site _site = null!;

    public async ValueTask InitializeAsync() => _site = await Site.OpenAsync();

    [Theory]
    [InlineData("--frobnicate")]
    [InlineData("replay")]
    [InlineData("nonsense")]
    [InlineData("@/etc/hostname")]
    [InlineData("--logfile")]
    public async Task A_command_line_that_is_not_understood_is_64(string arguments) =>
        (await _site.RunAsync(arguments.Split(' '))).Exited(64).Complains("bouncehandler --help");

    [Fact]
    public async Task An_unknown_key_is_78_and_named_with_its_file_and_line()
    {
        var path = _site.Directory.Write("wrong.json", $$"""
            {
              "stateDirectory": "{{_site.Directory.State}}",
              "delivery": {
                "drainSecond": 5
              }
            }
            """);

        (await RunAsync(path)).Exited(78).Complains($"{path}:4: delivery.drainSecond").Complains("\"drainSeconds\"");
        Assert.False(Directory.Exists(_site.Directory.State));
    }

    [Theory]
    [InlineData("""{ "mode": "maybe" }""", "mode")]
    [InlineData("""{ "mode": "act", "mode": "act" }""", "mode")]
    [InlineData("""{ "delivery": { "drainSeconds": "5" } }""", "drainSeconds")]
    [InlineData("""{ "providers": { "m": { "type": "mailwizz", "endpoint": "https://m.example/api", "apiKey": "k", "sender": [] } } }""", "sender")]
    [InlineData("""{ "providers": { "m": { "type": "mailwizzz" } } }""", "mailwizzz")]
    [InlineData("""{ "providers": { "m": { "type": "mailwizz", "endpoint": "https://m.example/api", "apiKey": "env:NO_SUCH_VARIABLE_HERE" } } }""", "NO_SUCH_VARIABLE_HERE")]
    [InlineData("{", "wrong.json:1: ")]
    public async Task A_wrong_value_is_78_and_named(string json, string named) =>
        (await RunAsync(_site.Directory.Write("wrong.json", json))).Exited(78).Complains(named);

    [Fact]
    public async Task A_configuration_that_is_not_there_is_78() =>
        (await RunAsync(_site.Directory.In("missing.json"))).Exited(78).Complains("missing.json");

    [Fact]
    public async Task A_directory_is_no_configuration() => (await RunAsync(_site.Directory.Root)).Exited(78).Complains("is a directory");

    [Theory]
    [InlineData("hello\nworld\n")]
    [InlineData("\u0001\u0002\u0003\n")]
    [InlineData("{\"hello\": \"world\"}\n")]
    public async Task Input_of_which_nothing_is_recognised_is_65(string input) => (await _site.ProcessAsync(input)).Exited(65).Says("broken=");

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData(Accounting.Header)]
    public async Task No_record_at_all_is_0(string input) => (await _site.ProcessAsync(input)).Exited(0).Counted(total: 0, processed: 0);

    [Fact]
    public async Task An_input_that_cannot_be_read_to_its_end_is_74_and_what_was_read_before_ends_as_always()
    {
        var list = _site.Directory.Write("list.csv", "a@x.example\nb@x.example\n");
        (await _site.RunAsync("replay", list, "/proc/self/mem")).Exited(74)
            .Complains("/proc/self/mem: reading failed: ").Complains(". Input was accepted up to byte 0")
            .Says("the input was not read to its end").Says("bouncehandler held release");
    }

    [Fact]
    public async Task Help_and_version_are_0()
    {
        (await _site.RunBareAsync("", Binaries.BounceHandler, "--help")).Exited(0).Says("Examples:").Says("--dry-run");
        Assert.Matches(@"^\d+\.\d+\.\d+\s*$", (await _site.RunBareAsync("", Binaries.BounceHandler, "--version")).Exited(0).Out);
        (await _site.RunBareAsync("", Binaries.BounceHandler, "replay", "--help")).Exited(0).Says("--again");
    }

    [Fact]
    public async Task Global_options_stand_before_or_after_the_command()
    {
        (await _site.RunAsync("status")).Exited(0);
        (await _site.RunBareAsync("", Binaries.BounceHandler, "status", "-c", _site.Directory.Configuration)).Exited(0).Says(_site.Directory.State);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private Task<FinishedRun> RunAsync(string configuration) =>
        _site.RunBareAsync(Accounting.Header, Binaries.BounceHandler, "--config", configuration);
}
