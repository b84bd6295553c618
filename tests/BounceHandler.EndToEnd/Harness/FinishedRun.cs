namespace BounceHandler.EndToEnd.Harness;

/// <summary>What a process left behind.</summary>
internal sealed record FinishedRun(int ExitCode, string Out, string Error)
{
    public IReadOnlyList<string> Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public FinishedRun Exited(int code)
    {
        Assert.True(ExitCode == code, $"Exit code {ExitCode} instead of {code}.\n--- standard output\n{Out}\n--- standard error\n{Error}");
        return this;
    }

    public FinishedRun Says(string text)
    {
        Assert.True(Out.Contains(text, StringComparison.Ordinal), $"Not on standard output: {text}\n---\n{Out}\n--- standard error\n{Error}");
        return this;
    }

    public FinishedRun Complains(string text)
    {
        Assert.True(Error.Contains(text, StringComparison.Ordinal), $"Not on standard error: {text}\n---\n{Error}\n--- standard output\n{Out}");
        return this;
    }

    /// <summary>The line that the PHP tool ended with.</summary>
    public FinishedRun Counted(int total, int processed) =>
        Says($"Completed bounce processing! Total records={total}, processed={processed}, skipped={total - processed}\n");
}
