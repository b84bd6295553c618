using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CampaignSimulator;

/// <summary>A MailWizz and an Interspire look-alike on one port of this machine, with a control API beside them.</summary>
public sealed class CampaignServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stopping = new();

    private CampaignServer(CampaignServerOptions options)
    {
        Options = options;
        MailWizz = new MailWizzState(options.Clock);
        Interspire = new InterspireState(options.Clock);
        Faults = new FaultBoard(new Random(options.RandomSeed));

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
        });
        _application = builder.Build();
        _application.Run(new RequestPipeline(this, _stopping.Token).HandleAsync);
    }

    public CampaignServerOptions Options { get; }

    public MailWizzState MailWizz { get; }

    public InterspireState Interspire { get; }

    public FaultBoard Faults { get; }

    public RequestLog Log { get; } = new();

    /// <summary>http://127.0.0.1:PORT, without a slash at its end.</summary>
    public string Url { get; private set; } = "";

    /// <summary>What a client is configured with: the form with index.php only where the server knows no other.</summary>
    public string MailWizzEndpoint =>
        Url + Options.MailWizz.BasePath + (Options.MailWizz.Base == MailWizzBase.IndexPhp ? "/index.php" : "");

    public string InterspireEndpoint => Url + Options.Interspire.Path;

    public static async Task<CampaignServer> StartAsync(CampaignServerOptions? options = null)
    {
        var server = new CampaignServer(options ?? new CampaignServerOptions());
        await server._application.StartAsync();
        var features = server._application.Services.GetRequiredService<IServer>().Features;
        server.Url = features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        return server;
    }

    /// <summary>Forgets everything but the options: rows, faults, latency and the log.</summary>
    public void Reset()
    {
        MailWizz.Reset();
        Interspire.Reset();
        Faults.Clear();
        Faults.SetLatency(TimeSpan.Zero);
        Log.Clear();
    }

    /// <summary>Returns when the process is asked to end.</summary>
    public Task WaitForShutdownAsync() => _application.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        // Requests that hang would hold up the stop, which waits for those under way.
        await _stopping.CancelAsync();
        using (var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1))) await _application.StopAsync(patience.Token);
        await _application.DisposeAsync();
        _stopping.Dispose();
    }
}
