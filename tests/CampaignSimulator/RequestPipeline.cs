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
            if (fault is null) await SendAsync(context, entry, call.Run());
            else await MeetAsync(context, request, entry, call, fault);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The client hung up while it was answered.
        }
        finally
        {
            server.Log.Answered(entry, 0);
        }
    }

    private Task SendAsync(HttpContext context, LoggedRequest entry, Answer answer)
    {
        server.Log.Answered(entry, answer.Status);
        return FaultyTransport.SendAsync(context, answer);
    }

    private async Task MeetAsync(HttpContext context, SimulatorRequest request, LoggedRequest entry, PreparedCall call, Fault fault)
    {
        if (fault.Kind == FaultKind.Latency)
        {
            if (await FaultyTransport.WaitAsync(fault.Duration ?? TimeSpan.FromSeconds(1), context, stopping))
                await SendAsync(context, entry, call.Run());
            return;
        }

        // A body that breaks off was begun by a server that had done its work.
        var breaksOff = fault.Kind is FaultKind.CutBody or FaultKind.TruncatedBody;
        var truth = fault.ApplyFirst || breaksOff ? call.Run() : null;
        if (FaultAnswers.For(fault, request, entry.System) is { } lie)
        {
            await SendAsync(context, entry, lie);
            return;
        }

        if (breaksOff) server.Log.Answered(entry, truth!.Status);
        else if (fault.Kind == FaultKind.Reset) server.Log.Answered(entry, 0);
        await FaultyTransport.SpoilAsync(context, fault, truth, stopping);
    }
}
