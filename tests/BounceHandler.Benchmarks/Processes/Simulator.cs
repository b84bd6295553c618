using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CampaignSimulator;

namespace BounceHandler.Benchmarks.Processes;

/// <summary>The simulator in a process of its own, so that what it costs is not counted to anybody else.</summary>
internal sealed partial class Simulator : IDisposable
{
    public const string ApiKey = MailWizzState.DefaultKey;

    private readonly Process _process;
    private readonly HttpClient _control = new();
    private readonly string _controlUrl;

    private Simulator(Process process, string banner)
    {
        _process = process;
        Endpoint = EndpointLine().Match(banner).Groups[1].Value;
        _controlUrl = ControlLine().Match(banner).Groups[1].Value;
        Campaign = CampaignLine().Match(banner).Groups[1].Value;
    }

    /// <summary>Of MailWizz.</summary>
    public string Endpoint { get; }

    /// <summary>A campaign of the first list.</summary>
    public string Campaign { get; }

    /// <summary>Starts one.</summary>
    /// <param name="latency">Every answer takes at least this long, in milliseconds.</param>
    /// <param name="seed">A file of addresses that stand on both of its lists.</param>
    public static async Task<Simulator> StartAsync(int latency, string seed)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "CampaignSimulator.dll"), "--port", "0", "--lists", "2", "--count-only", "--seed", seed,
            "--latency-ms", latency.ToString(CultureInfo.InvariantCulture),
        ];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var banner = "";
        while (!AddressesLine().IsMatch(banner))
            banner += await process.StandardOutput.ReadLineAsync() + "\n";
        return new Simulator(process, banner);
    }

    /// <summary>Requests so far.</summary>
    public async Task<int> RequestsAsync() => (await SummaryAsync())["requests"]!.GetValue<int>();

    private async Task<JsonNode> SummaryAsync() => JsonNode.Parse(await _control.GetStringAsync(_controlUrl))!;

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _control.Dispose();
    }

    [GeneratedRegex(@"^MailWizz +(\S+)", RegexOptions.Multiline)]
    private static partial Regex EndpointLine();

    [GeneratedRegex(@"^Control +(\S+)", RegexOptions.Multiline)]
    private static partial Regex ControlLine();

    [GeneratedRegex(@"\(job id (\S+)\)")]
    private static partial Regex CampaignLine();

    [GeneratedRegex("^Addresses: ", RegexOptions.Multiline)]
    private static partial Regex AddressesLine();
}
