using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

/// <summary>Which runs have left a gap, who is told of it, and what closes it.</summary>
public sealed class RunGapsTests : IDisposable
{
    private readonly StateFolder _folder = new();
    private readonly Store _store;

    public RunGapsTests() => _store = _folder.Open();

    [Fact]
    public async Task A_dead_run_that_had_not_read_everything_is_named_once_and_closed_by_a_later_replay()
    {
        var run = await _store.Runs.BeginAsync("process");
        await _store.Runs.NoteAsync(run.Id, _folder.Time.GetUtcNow(), 3, 2, 1, 777);
        Assert.Empty(await _store.Gaps.TakeNewAsync());
        Assert.Empty(_store.Gaps.Open());

        run.Dispose();
        _folder.Time.Advance(TimeSpan.FromMinutes(1));
        var gap = Assert.Single(_store.Gaps.Open());
        Assert.Equal(new RunGap(run.Id, "process", StateFolder.Begin, StateFolder.Begin, 777), gap);
        Assert.Equal(gap, Assert.Single(await _folder.Open().Gaps.TakeNewAsync()));
        Assert.Empty(await _store.Gaps.TakeNewAsync());
        Assert.Equal(gap, Assert.Single(_store.Gaps.Open()));

        Assert.Equal(0, await _store.Gaps.CloseAsync(run.Id));
        Assert.Equal(1, await _store.Gaps.CloseAsync(run.Id + 1));
        Assert.Empty(_store.Gaps.Open());
    }

    [Fact]
    public async Task A_run_that_has_read_everything_leaves_none_however_it_dies()
    {
        using (var run = await _store.Runs.BeginAsync("process"))
            await _store.Gaps.NoteNoneAsync(run.Id);
        _folder.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(await _store.Gaps.TakeNewAsync());
    }

    [Fact]
    public async Task A_run_that_is_just_beginning_is_not_dead()
    {
        (await _store.Runs.BeginAsync("process")).Dispose();
        Assert.Empty(await _store.Gaps.TakeNewAsync());

        // Its lock file is proof.
        var run = await _store.Runs.BeginAsync("replay");
        var path = Path.Combine(_folder.Path, "runs", $"{run.Id}.lock");
        run.Dispose();
        File.WriteAllBytes(path, []);
        Assert.Equal("replay", Assert.Single(await _store.Gaps.TakeNewAsync()).Command);

        // Swept by somebody since.
        File.Delete(path);
        Assert.Equal("replay", Assert.Single(_store.Gaps.Open()).Command);
    }

    public void Dispose() => _folder.Dispose();
}
