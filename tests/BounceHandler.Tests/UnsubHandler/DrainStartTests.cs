using System.Runtime.Versioning;
using BounceHandler.Tests.Maildrop;

namespace BounceHandler.Tests.UnsubHandler;

[SupportedOSPlatform("linux")]
public sealed class DrainStartTests : IDisposable
{
    private readonly HandlerProcess _handler = new(dispatcherRuns: false);

    [Fact(Timeout = 120_000)]
    public async Task Where_nobody_dispatches_a_drain_is_started_with_the_same_configuration()
    {
        var report = _handler["report"];
        InstallBeside($"#!/bin/sh\n{{ pwd; readlink /proc/$$/fd/0 /proc/$$/fd/2; for a; do echo \"$a\"; done; }} > '{report}.part'; mv '{report}.part' '{report}'\n");
        Assert.Equal((0, "", ""), _handler.RunBare([], "--config=c.json", "--to=a.b.c@x"));
        var lines = await DetachedProcessTests.Lines(report);
        Assert.Equal(["/", "/dev/null", "/dev/null", "drain", "--until-empty", "--config=" + _handler.Configuration], lines);
    }

    [Fact]
    public void Nobody_waits_for_it()
    {
        InstallBeside("#!/bin/sh\nexec sleep 5\n");
        var (exitCode, output, _) = _handler.Run([], "--to=a.b.c@x");
        Assert.Equal((0, ""), (exitCode, output));
    }

    [Fact]
    public void A_missing_dispatcher_is_a_log_line_and_no_failure()
    {
        InstallBeside(null);
        Assert.Equal(0, _handler.Run([], "--to=a.b.c@x").ExitCode);
        Assert.Equal("a.b.c@x", _handler.Dropped().To);
        var lines = File.ReadAllLines(_handler.LogPath);
        Assert.Equal(2, lines.Length);
        Assert.Contains("bouncehandler: No such file or directory", lines[1], StringComparison.Ordinal);
    }

    public void Dispose() => _handler.Dispose();

    private void InstallBeside(string? dispatcher)
    {
        var bin = Directory.CreateDirectory(_handler["bin"]).FullName;
        string[] names =
            ["unsubhandler", "unsubhandler.dll", "unsubhandler.runtimeconfig.json", "unsubhandler.deps.json", "BounceHandler.Maildrop.dll"];
        foreach (var name in names)
            File.Copy(Path.Combine(AppContext.BaseDirectory, name), Path.Combine(bin, name));
        _handler.Program = Path.Combine(bin, "unsubhandler");
        if (dispatcher is null)
            return;
        var program = Path.Combine(bin, "bouncehandler");
        File.WriteAllText(program, dispatcher);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
