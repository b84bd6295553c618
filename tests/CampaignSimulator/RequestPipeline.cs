using Microsoft.AspNetCore.Http;

namespace CampaignSimulator;

/// <summary>The way of every request: log, latency, fault, work, answer.</summary>
internal sealed class RequestPipeline(CampaignServer server, CancellationToken stopping)
{
    private readonly MailWizzSystem _mailWizz = new(server.MailWizz, server.Options.MailWizz, server.Options.Clock);
    private readonly InterspireSystem _interspire = new(server.Interspire, server.Options.Interspire);
    private readonly ControlApi _control = new(server);

    public async Task HandleAsync(HttpContext context)
    {
        SimulatorRequest request;
        try
        {
            request = await SimulatorRequest.ReadAsync(context);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or BadHttpRequestException)
        {
            return;
        }

        if (request.RawPath.StartsWith(ControlApi.Root, StringComparison.Ordinal))
            await FaultyTransport.SendAsync(context, _control.Handle(request));
        else if (SystemOf(request) is { } system)
            await HandleAsync(context, request, system);
        else
            await FaultyTransport.SendAsync(context, Answer.NotFoundPage);
    }

    private CampaignSystem? SystemOf(SimulatorRequest request) =>
        request.RawPath == server.Options.Interspire.Path ? CampaignSystem.Interspire
        : request.RawPath.StartsWith(server.Options.MailWizz.BasePath, StringComparison.Ordinal) ? CampaignSystem.MailWizz
        : null;

    private async Task HandleAsync(HttpContext context, SimulatorRequest request, CampaignSystem system)
    {
        var entry = server.Log.Arrived(system, request, server.Options.Clock.GetUtcNow());
        try
        {
            var call = system == CampaignSystem.MailWizz
                ? _mailWizz.Prepare(request, entry)
                : _interspire.Prepare(request, entry, server.Log.Keep);
            var latency = server.Faults.LatencyOf(system);
            if (latency > TimeSpan.Zero && !await FaultyTransport.WaitAsync(latency, context, stopping)) return;

            var fault = server.Faults.Meet(entry, call.Email);
            entry.Fault = fault?.Kind.ToString();
            entry.Status = fault is null
                ? await FaultyTransport.SendAsync(context, call.Run())
                : await MeetAsync(context, request, system, call, fault);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The client hung up while it was answered; the log keeps status 0.
        }
        finally
        {
            server.Log.Left(entry);
        }
    }

    private async Task<int> MeetAsync(HttpContext context, SimulatorRequest request, CampaignSystem system, PreparedCall call, Fault fault)
    {
        if (fault.Kind == FaultKind.Latency)
        {
            return await FaultyTransport.WaitAsync(fault.Duration ?? TimeSpan.FromSeconds(1), context, stopping)
                ? await FaultyTransport.SendAsync(context, call.Run())
                : 0;
        }

        // A body that breaks off was begun by a server that had done its work.
        var applies = fault.ApplyFirst || fault.Kind is FaultKind.CutBody or FaultKind.TruncatedBody;
        var truth = applies ? call.Run() : null;
        return FaultAnswers.For(fault, request, system) is { } lie
            ? await FaultyTransport.SendAsync(context, lie)
            : await FaultyTransport.SpoilAsync(context, fault, truth ?? Answer.NotFoundPage, stopping);
    }
}
