using System.Globalization;
using BounceHandler.Maildrop;

namespace BounceHandler.Statistics.Rrd;

/// <summary>
/// The RRDtool database. It is made if it is missing; one that is there, from the PHP tool for example, is updated by the names that it has. One process at a
/// time may write it. Nothing here throws: without rrdtool there are no graphs, and that is all.
/// </summary>
public sealed class RrdFile
{
    /// <summary>Said where rrdtool is missing.</summary>
    public const string NotInstalled = "rrdtool is not installed (Debian, Ubuntu: apt-get install rrdtool; Red Hat: dnf install rrdtool)";

    private const long Step = 300;
    private const int PointsPerCall = 2000;

    // A day in steps of five minutes, a week in hours, a year in days.
    private static readonly string[] Archives = ["RRA:AVERAGE:0.5:1:288", "RRA:AVERAGE:0.5:12:168", "RRA:AVERAGE:0.5:288:365"];

    private readonly string _path;
    private readonly IReadOnlyDictionary<string, string> _names;
    private readonly Func<RrdTool?> _find;
    private RrdDescription? _file;
    private string _left = "";

    /// <param name="path">The file.</param>
    /// <param name="providers">Configured providers.</param>
    /// <param name="find">Looks for rrdtool; asked before every update, as it may be installed or removed meanwhile.</param>
    public RrdFile(string path, IEnumerable<string> providers, Func<RrdTool?> find)
    {
        _path = Path.GetFullPath(path);
        _names = RrdNames.Of(providers);
        _find = find;
    }

    /// <summary>Adds counts to the current step.</summary>
    /// <param name="counts">By <see cref="GraphSource"/>; what is missing counts as 0, what no source stands for is dropped.</param>
    /// <param name="now">The time of the update.</param>
    /// <param name="giveUp">Ends the attempt.</param>
    public async Task<RrdOutcome> UpdateAsync(IReadOnlyDictionary<string, long> counts, DateTimeOffset now, CancellationToken giveUp)
    {
        if (_find() is not { } tool)
            return new RrdOutcome.Failed(NotInstalled);
        var at = now.ToUnixTimeSeconds();
        if (await PrepareAsync(tool, at, giveUp) is { } error)
            return new RrdOutcome.Failed(error);
        var file = _file!;
        if (at <= file.LastUpdate)
            return at > file.LastUpdate - Step ? new RrdOutcome.TooEarly() : new RrdOutcome.Failed("its last update lies in the future: was the clock changed?");
        var sources = _names.Where(pair => file.Sources.Contains(pair.Value)).ToList();
        if (sources.Count == 0)
            return new RrdOutcome.Failed($"it has none of the data sources {string.Join(", ", _names.Values)}");
        error = await WriteAsync(tool, file, sources, counts, at, giveUp);
        // After a failure nothing is sure about the file: it is asked again.
        _file = error is null ? file with { LastUpdate = at } : null;
        if (error is not null && (await DescribeAsync(tool, giveUp))?.LastUpdate != at)
            return new RrdOutcome.Failed(error);
        var left = _left;
        _left = "";
        return new RrdOutcome.Written(left);
    }

    private async Task<string?> PrepareAsync(RrdTool tool, long now, CancellationToken giveUp)
    {
        if (!File.Exists(_path))
        {
            _file = null;
            if (await CreateAsync(tool, now, giveUp) is { } error)
                return error;
        }

        if (_file is not null)
            return null;
        var answer = await tool.RunAsync(["info", _path], giveUp);
        _file = answer.IsOk ? RrdDescription.Parse(answer.Output) : null;
        if (_file is null)
            return answer.IsOk ? "rrdtool info says nothing of its data sources" : answer.Error;
        await AddMissingAsync(tool, giveUp);
        return null;
    }

    // From the beginning of a step on, so that the first one is known as a whole.
    private async Task<string?> CreateAsync(RrdTool tool, long now, CancellationToken giveUp)
    {
        var answer = await tool.RunAsync(
            ["create", _path, "--start", Text((now - 1) / Step * Step), "--step", Text(Step), .. _names.Values.Select(Definition), .. Archives], giveUp);
        if (!answer.IsOk)
            return answer.Error;
        try
        {
            FileOwner.GiveToOwnerOf(_path, Path.GetDirectoryName(_path)!);
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    // Older versions of rrdtool cannot; the sources that are there are served all the same.
    private async Task AddMissingAsync(RrdTool tool, CancellationToken giveUp)
    {
        var missing = _names.Values.Except(_file!.Sources, StringComparer.Ordinal).ToList();
        if (missing.Count == 0)
            return;
        var answer = await tool.RunAsync(["tune", _path, .. missing.Select(Definition)], giveUp);
        _file = await DescribeAsync(tool, giveUp) ?? _file;
        missing = [.. missing.Except(_file.Sources, StringComparer.Ordinal)];
        _left = missing.Count == 0 ? "" : $"{string.Join(", ", missing)}: {answer.Error}";
    }

    private async Task<string?> WriteAsync(
        RrdTool tool, RrdDescription file, List<KeyValuePair<string, string>> sources, IReadOnlyDictionary<string, long> counts, long at, CancellationToken giveUp)
    {
        var none = string.Concat(Enumerable.Repeat(":0", sources.Count));
        var values = string.Concat(sources.Select(source => ":" + Text(counts.GetValueOrDefault(source.Key))));
        var points = RrdQuietTime.Zeros(file, at).Select(zero => Text(zero) + none).Append(Text(at) + values);
        foreach (var chunk in points.Chunk(PointsPerCall))
        {
            var answer = await tool.RunAsync(["update", _path, "--template", string.Join(':', sources.Select(source => source.Value)), .. chunk], giveUp);
            if (!answer.IsOk)
                return answer.Error;
        }

        return null;
    }

    private async Task<RrdDescription?> DescribeAsync(RrdTool tool, CancellationToken giveUp) =>
        await tool.RunAsync(["info", _path], giveUp) is { IsOk: true } answer ? RrdDescription.Parse(answer.Output) : null;

    private static string Definition(string name) => $"DS:{name}:ABSOLUTE:600:0:U";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
