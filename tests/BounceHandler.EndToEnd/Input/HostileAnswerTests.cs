namespace BounceHandler.EndToEnd.Input;

/// <summary>A campaign tool that answers with what takes memory, opens files or calls elsewhere: nothing of that happens, and the work stays queued.</summary>
[Trait("Proof", "hostile")]
public sealed class HostileAnswerTests : IAsyncLifetime
{
    private const int Rows = 200;

    private Site _site = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.Set("delivery.drainSeconds", "2");
    }

    [Theory]
    [InlineData("deep JSON")]
    [InlineData("100 MiB with their length")]
    [InlineData("100 MiB in one chunk")]
    [InlineData("a body without an end")]
    [InlineData("almost as much as is read")]
    [InlineData("headers without an end")]
    [InlineData("a status line without an end")]
    [InlineData("half a surrogate pair in a name")]
    public async Task No_answer_of_MailWizz_takes_memory_or_passes_for_success(string kind)
    {
        const string Success = "{\"status\":\"success\",\"data\":{\"records\":[],\"count\":0},\"x\":\"";
        using var server = kind switch
        {
            "deep JSON" => HostileServer.OfBody("application/json", "{\"status\":\"success\",\"data\":" + new string('[', 2_000_000)),
            "100 MiB with their length" => HostileServer.OfFlood($"Content-Length: {100L << 20}\r\n", Success, 100L << 20),
            "100 MiB in one chunk" => HostileServer.OfFlood("Transfer-Encoding: chunked\r\n", "6400000\r\n" + Success, 100L << 20),
            "a body without an end" => HostileServer.OfFlood("Connection: close\r\n", Success, long.MaxValue),
            "almost as much as is read" => HostileServer.OfFlood("Connection: close\r\n", Success, (2L << 20) - (1 << 17)),
            "headers without an end" => HostileServer.OfFlood("X: ", "", long.MaxValue),
            "a status line without an end" => new HostileServer(async (stream, stopping) =>
            {
                while (true)
                    await stream.WriteAsync(new byte[4096], stopping);
            }),
            _ => HostileServer.OfBody("application/json", "{\"status\":\"success\",\"data\":{\"r\\udc00ecords\":[]},\"s\\ud800tatus\":2}"),
        };
        _site.Configuration.MailWizz(_site.Server, $$"""{ "endpoint": "http://127.0.0.1:{{server.Port}}/api", "concurrency": 64 }""");

        await StaysQueuedAsync(server, kind, "mailwizz", answers: 64);
    }

    [Theory]
    [InlineData("document types")]
    [InlineData("deep XML")]
    [InlineData("a body without an end")]
    public async Task No_answer_of_Interspire_expands_opens_or_calls_anything(string kind)
    {
        const string Secret = "What stands in a file of this machine.";
        using var elsewhere = HostileServer.OfBody("text/xml", Secret);
        var file = _site.Directory.Write("secret", Secret);
        var laughs = string.Concat(Enumerable.Range(1, 9).Select(i => $"<!ENTITY a{i} \"{string.Concat(Enumerable.Repeat($"&a{i - 1};", 10))}\">"));
        string[] documentTypes =
        [
            $"<!DOCTYPE r [<!ENTITY a0 \"SUCCESS\">{laughs}]><response><status>SUCCESS</status><data>&a9;</data></response>",
            $"<!DOCTYPE r [<!ENTITY x SYSTEM \"file://{file}\">]><response><status>FAILED</status><errormessage>&x;</errormessage></response>",
            $"<!DOCTYPE r [<!ENTITY % x SYSTEM \"http://127.0.0.1:{elsewhere.Port}/x\">%x;]><response><status>SUCCESS</status><data/></response>",
            $"<!DOCTYPE r SYSTEM \"http://127.0.0.1:{elsewhere.Port}/x.dtd\"><response><status>SUCCESS</status><data/></response>",
        ];
        using var server = kind switch
        {
            "document types" => HostileServer.OfBody("text/xml", documentTypes),
            "deep XML" => HostileServer.OfBody("text/xml", "<response><status>SUCCESS</status><data>" + string.Concat(Enumerable.Repeat("<a>", 600_000))),
            _ => HostileServer.OfFlood("Connection: close\r\n", "<response><status>SUCCESS</status><data><!--", long.MaxValue),
        };
        _site.Configuration.Interspire(_site.Server, $$"""{ "endpoint": "http://127.0.0.1:{{server.Port}}/xml.php", "concurrency": 64 }""");

        // All attempts wait for one answer: that about the lists.
        await StaysQueuedAsync(server, kind, "interspire", answers: 5);
        Assert.Equal(0, elsewhere.Requests);
        _site.HasNotLogged(Secret);
        _site.HasNotLogged("SUCCESSSUCCESS");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task StaysQueuedAsync(HostileServer server, string kind, string provider, int answers)
    {
        var process = _site.Start();
        await process.WriteAsync(Accounting.Header + Accounting.Bounces(Rows));
        await Eventually.TrueAsync(() => server.Answered >= answers, $"{answers} calls were answered");
        var peak = PeakMemory.Check(process);
        process.CloseInput();
        (await process.EndAsync()).Exited(0).Counted(Rows, Rows);
        Effort.Report($"{provider}, {kind}: {server.Answered} answers, at most {peak} MiB of memory");
        Assert.Contains($"{provider}: lists changed=0, nothing to do=0, failed=0, queued={Rows}, held=0", string.Join('\n', _site.Log), StringComparison.Ordinal);
    }
}
