using System.Diagnostics;
using BounceHandler.Maildrop;
using BounceHandler.Tests.Maildrop;

namespace BounceHandler.Tests.UnsubHandler;

/// <summary>
/// The built unsubhandler with a configuration of its own. The dispatcher's lock is held, so that nothing carries the requests out
/// while a test looks at them.
/// </summary>
public sealed class HandlerProcess : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FileLock? _dispatcher;

    public HandlerProcess(bool dispatcherRuns = true)
    {
        Configuration = _directory.Write(
            "c.json", $$"""{ "stateDirectory": "{{StatePath}}", "log": { "file": "{{LogPath}}" }, "providers": { "mw": { "type": "mailwizz" } } }""");
        State = StateDirectory.Open(StatePath, _ => null).Directory!;
        _dispatcher = dispatcherRuns ? FileLock.TryExclusive(State.DispatcherLockPath) : null;
    }

    public StateDirectory State { get; }

    public string Configuration { get; }

    public string LogPath => _directory["log"];

    public string this[string name] => _directory[name];

    /// <summary>Where the program is started from.</summary>
    public string Program { get; set; } = Path.Combine(AppContext.BaseDirectory, "unsubhandler");

    private string StatePath => _directory["state"];

    /// <summary>The only request waiting.</summary>
    public Drop Dropped() => Assert.IsType<DropReading.Complete>(DropReader.Parse(File.ReadAllBytes(Assert.Single(State.Maildrop.Waiting())))).Drop;

    public Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(Program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = _directory.Root,
    })!;

    /// <summary>Runs it with its configuration, a mail and these arguments.</summary>
    public (int ExitCode, string Output, string Error) Run(byte[] mail, params string[] arguments) =>
        RunBare(mail, ["--config=" + Configuration, .. arguments]);

    /// <summary>Runs it with exactly these arguments.</summary>
    public static (int ExitCode, string Output, string Error) Finish(Process process, byte[] mail)
    {
        try
        {
            process.StandardInput.BaseStream.Write(mail);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It may refuse without reading.
        }

        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    public (int ExitCode, string Output, string Error) RunBare(byte[] mail, params string[] arguments)
    {
        using var process = Start(arguments);
        return Finish(process, mail);
    }

    public void Dispose()
    {
        _dispatcher?.Dispose();
        _directory.Dispose();
    }
}
