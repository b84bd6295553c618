namespace BounceHandler.Tests.Storage;

public sealed class LayoutTableTests : IDisposable
{
    private readonly StateFolder _folder = new();

    [Fact]
    public async Task The_header_seen_last_comes_first()
    {
        var layouts = _folder.Open().Layouts;
        foreach (var name in new[] { "a", "b", "c", "a" })
        {
            await layouts.RememberAsync(["type", name]);
            _folder.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([["type", "a"], ["type", "c"], ["type", "b"]], _folder.Open().Layouts.Read());
    }

    [Fact]
    public async Task A_handful_is_remembered_however_many_come()
    {
        var layouts = _folder.Open().Layouts;
        for (var i = 0; i < 40; i++)
        {
            await layouts.RememberAsync(["type", $"column{i}", "with\nline", ""]);
            _folder.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var read = layouts.Read();
        Assert.Equal(BounceHandler.Storage.LayoutTable.Most, read.Count);
        Assert.Equal(["type", "column39", "with line", ""], read[0]);
    }

    public void Dispose() => _folder.Dispose();
}
