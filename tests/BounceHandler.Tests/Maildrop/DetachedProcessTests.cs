using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Maildrop;

public sealed class DetachedProcessTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact(Timeout = 60_000)]
    public async Task It_runs_in_its_own_session_at_the_root_with_nothing_of_ours()
    {
        const string Script = """{ pwd; readlink /proc/$$/fd/0 /proc/$$/fd/2; cut -d' ' -f1,6 /proc/$$/stat; echo "$1"; } > "$2.part"; mv "$2.part" "$2" """;
        var report = _directory["report"];
        Assert.Null(DetachedProcess.Start("/bin/sh", ["-c", Script, "sh", "two words", report]));
        var lines = await Lines(report);
        Assert.Equal(["/", "/dev/null", "/dev/null"], lines[..3]);
        var ids = lines[3].Split(' ');
        Assert.Equal(ids[0], ids[1]);
        Assert.Equal("two words", lines[4]);
    }

    [Fact]
    public void A_program_that_is_not_there_is_a_reason_and_no_exception() =>
        Assert.Contains("/nonexistent/program", DetachedProcess.Start("/nonexistent/program", []), StringComparison.Ordinal);

    public void Dispose() => _directory.Dispose();

    internal static async Task<string[]> Lines(string path)
    {
        while (!File.Exists(path))
            await Task.Delay(10, TestContext.Current.CancellationToken);
        return await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
    }
}
