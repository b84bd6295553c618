using System.Diagnostics;

namespace BounceHandler.Tests.UnsubHandler;

public sealed class StandardStreamsTests : IDisposable
{
    private readonly HandlerProcess _handler = new();

    [Theory]
    [InlineData("2>&-")]
    [InlineData(">&- 2>&-")]
    [InlineData("2>/dev/full")]
    [InlineData("2> >(exec true)")]
    public void A_standard_stream_that_takes_nothing_costs_no_request(string redirection)
    {
        var command = $"'{_handler.Program}' --debug '--config={_handler.Configuration}' --to=a.b.c@x {redirection}";
        using var shell = Process.Start("bash", ["-c", $"printf 'mail body' | {command}"]);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
        Assert.Equal("mail body"u8.ToArray(), _handler.Dropped().Mail.ToArray());
    }

    [Fact]
    public void Input_that_cannot_be_read_is_to_be_tried_again()
    {
        var command = $"'{_handler.Program}' '--config={_handler.Configuration}' --to=a.b.c@x </ 2>/dev/null";
        using var shell = Process.Start("bash", ["-c", command]);
        shell.WaitForExit();
        Assert.Equal(75, shell.ExitCode);
        Assert.Empty(_handler.State.Maildrop.Waiting());
    }

    // A limit acts as a full disk does. Without the settings the runtime itself, which the published program does not have, writes files.
    [Theory]
    [InlineData("")]
    [InlineData("--debug")]
    public void A_disk_that_takes_nothing_means_try_again(string option)
    {
        var command = $"'{_handler.Program}' {option} '--config={_handler.Configuration}' --to=a.b.c@x";
        var start = new ProcessStartInfo("bash", ["-c", $"ulimit -f 0; printf 'mail body' | {command}"]) { RedirectStandardError = true };
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        using var shell = Process.Start(start)!;
        var error = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        Assert.True(shell.ExitCode == 75, error);
        Assert.Contains("File too large", error, StringComparison.Ordinal);
        Assert.Empty(_handler.State.Maildrop.Waiting());
        Assert.Empty(Directory.GetFiles(_handler.State.Maildrop.Temporary));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public void A_signal_before_the_end_of_the_mail_means_try_again(string signal)
    {
        using var process = _handler.Start("--config=" + _handler.Configuration, "--to=a.b.c@x");
        process.StandardInput.Write(new string('x', 1 << 18));
        process.StandardInput.Flush(); // More than a pipe holds: it is reading.
        do
        {
            // It hears them only when it has waited a moment.
            using var kill = Process.Start("bash", ["-c", $"kill -{signal} {process.Id}"]);
            kill.WaitForExit();
        }
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(100)));
        Assert.Equal(75, process.ExitCode);
        Assert.Empty(_handler.State.Maildrop.Waiting());
    }

    public void Dispose() => _handler.Dispose();
}
