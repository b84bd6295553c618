using CampaignSimulator;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>One installation: a server with both campaign tools, a configuration, a state directory, and processes that work there.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly List<BounceHandlerProcess> _processes = [];

    private Site(CampaignServer server)
    {
        Server = server;
        Configuration = new TestConfiguration(Directory);
    }

    public CampaignServer Server { get; }

    public TestDirectory Directory { get; } = new();

    /// <summary>Written to the file whenever a process is started.</summary>
    public TestConfiguration Configuration { get; }

    public IReadOnlyList<string> Log => Directory.Log();

    public static async Task<Site> OpenAsync(CampaignServerOptions? options = null) => new(await CampaignServer.StartAsync(options));

    /// <summary>Starts a process with the configuration; its standard input stays open.</summary>
    public BounceHandlerProcess Start(params string[] arguments)
    {
        Directory.Write("bouncehandler.json", Configuration.ToString());
        return StartBare([Binaries.BounceHandler, "--config", Directory.Configuration, .. arguments]);
    }

    /// <summary>Hands a mail to unsubhandler as PowerMTA does, with these words behind its own options.</summary>
    public Task<FinishedRun> UnsubscribeAsync(string mail, params string[] arguments)
    {
        if (!File.Exists(Directory.Configuration))
            Directory.Write("bouncehandler.json", Configuration.ToString());
        return RunBareAsync(mail, [Binaries.UnsubHandler, "--config=" + Directory.Configuration, "--logfile=" + Directory.In("unsubhandler.log"), .. arguments]);
    }

    /// <summary>Files in a directory of the maildrop.</summary>
    public IReadOnlyList<string> Maildrop(string name) =>
        System.IO.Directory.Exists(MaildropPath(name)) ? System.IO.Directory.GetFiles(MaildropPath(name)) : [];

    /// <summary>Where one of the maildrop's directories lies.</summary>
    public string MaildropPath(string name) => Path.Combine(Directory.State, "maildrop", name);

    /// <summary>Starts a command line as it is.</summary>
    public BounceHandlerProcess StartBare(params string[] command)
    {
        var process = BounceHandlerProcess.Start(Directory, command);
        _processes.Add(process);
        return process;
    }

    /// <summary>Runs a command without input to its end.</summary>
    public Task<FinishedRun> RunAsync(params string[] arguments) => FinishAsync(Start(arguments), "");

    /// <summary>Processes input to its end.</summary>
    public Task<FinishedRun> ProcessAsync(string input, params string[] arguments) => FinishAsync(Start(arguments), input);

    /// <summary>Replays a file of this content.</summary>
    public Task<FinishedRun> ReplayAsync(string content, params string[] options) =>
        RunAsync(["replay", .. options, Directory.Write("replayed.csv", content)]);

    /// <summary>Runs a command line as it is.</summary>
    public Task<FinishedRun> RunBareAsync(string input, params string[] command) => FinishAsync(StartBare(command), input);

    /// <summary>The requests that were made for an event: all but those by which a start looks around.</summary>
    public IReadOnlyList<LoggedRequest> Work =>
        [.. Server.Log.Requests.Where(request => request.Operation is not ("lists" or "xmlapitest" or "GetLists"))];

    /// <summary>The requests that name an address.</summary>
    public IReadOnlyList<LoggedRequest> About(string address) =>
        [.. Server.Log.Requests.Where(request => request.Parameters.Any(parameter => parameter.Value.Contains(address, StringComparison.Ordinal)))];

    /// <summary>The addresses on the local suppression list, as exported.</summary>
    public async Task<IReadOnlyList<string>> SuppressedAsync()
    {
        var export = (await RunAsync("suppressions", "export")).Exited(0);
        return [.. export.Lines.Skip(1).Select(line => line[..line.IndexOf(',')]).Order(StringComparer.Ordinal)];
    }

    public void HasLogged(string text) =>
        Assert.True(Log.Any(line => line.Contains(text, StringComparison.Ordinal)), $"Not in the log: {text}\n---\n{string.Join('\n', Log)}");

    public void HasNotLogged(string text) =>
        Assert.False(Log.Any(line => line.Contains(text, StringComparison.Ordinal)), $"In the log: {text}\n---\n{string.Join('\n', Log)}");

    /// <summary>Waits for a line of a process that runs.</summary>
    public Task LogsAsync(string text) => Eventually.TrueAsync(() => Log.Any(line => line.Contains(text, StringComparison.Ordinal)), $"in the log: {text}");

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Dispose();
    }

    private static async Task<FinishedRun> FinishAsync(BounceHandlerProcess process, string input)
    {
        if (input.Length > 0)
            await process.WriteAsync(input);
        process.CloseInput();
        return await process.EndAsync();
    }
}
