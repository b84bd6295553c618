using System.Diagnostics;
using System.Text;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>A running bouncehandler with its three standard streams in our hands.</summary>
internal sealed class BounceHandlerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _out;
    private readonly Task<string> _error;

    private BounceHandlerProcess(Process process)
    {
        _process = process;
        _out = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _error = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    public int Id => _process.Id;

    /// <summary>Standard input, for whoever measures how long a write takes.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a command line; nothing of the caller's environment may lead it to another configuration or state.</summary>
    public static BounceHandlerProcess Start(TestDirectory directory, IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = directory.Work,
        };
        foreach (var argument in command.Skip(1))
            start.ArgumentList.Add(argument);
        start.Environment.Remove("BOUNCEHANDLER_CONFIG");
        start.Environment["HOME"] = directory.In("home");
        start.Environment["XDG_STATE_HOME"] = directory.In("xdg");
        start.Environment["TZ"] = "Europe/Berlin";
        // The build output runs on the shared runtime, and small programs are many here.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        return new BounceHandlerProcess(Process.Start(start)!);
    }

    /// <summary>Writes to standard input, which stays open. A process that has ended already is no error: its exit code tells.</summary>
    public Task WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="WriteAsync(string)"/>
    public async Task WriteAsync(byte[] bytes)
    {
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(bytes, TestContext.Current.CancellationToken);
            await _process.StandardInput.BaseStream.FlushAsync(TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
        }
    }

    public void CloseInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
        }
    }

    public void Signal(int signal) => Posix.Send(_process.Id, signal);

    /// <summary>kill -9, without waiting for its end.</summary>
    public void Kill() => _process.Kill();

    /// <summary>kill -9.</summary>
    public async Task<FinishedRun> KillAsync()
    {
        _process.Kill();
        return await EndAsync();
    }

    /// <summary>Waits for its end; standard input must have been closed, or the end must have other reasons.</summary>
    public async Task<FinishedRun> EndAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Eventually.Limit);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            Assert.Fail($"The process did not end.\n--- standard output\n{await _out}\n--- standard error\n{await _error}");
        }

        return new FinishedRun(_process.ExitCode, await _out, await _error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }
}
