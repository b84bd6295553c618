using Microsoft.AspNetCore.Http;

namespace CampaignSimulator;

/// <summary>Sends answers, or fails to: what a broken network or a crashed server does to them.</summary>
internal static class FaultyTransport
{
    public static async Task<int> SendAsync(HttpContext context, Answer answer)
    {
        await StartAsync(context.Response, answer, answer.Body);
        return answer.Status;
    }

    /// <summary>Sends the true answer through a fault of the connection. The status that the client may have seen; 0 for none.</summary>
    public static async Task<int> SpoilAsync(HttpContext context, Fault fault, Answer answer, CancellationToken stopping)
    {
        switch (fault.Kind)
        {
            case FaultKind.CutBody:
                return await SendAsync(context, answer with { Body = answer.Body[..(answer.Body.Length / 2)] });

            case FaultKind.TruncatedBody:
                await StartAsync(context.Response, answer, answer.Body[..(answer.Body.Length / 2)]);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
                return answer.Status;

            case FaultKind.Hang:
                await WaitAsync(fault.Duration ?? Timeout.InfiniteTimeSpan, context, stopping);
                context.Abort();
                return 0;

            default:
                context.Abort();
                return 0;
        }
    }

    /// <summary>
    /// Waits in real time, also where the server's clock is a test's: latency is the network's, the clock the application's.
    /// False where the client has gone, or the server stops, in the meantime.
    /// </summary>
    public static async Task<bool> WaitAsync(TimeSpan time, HttpContext context, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            await Task.Delay(time, either.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task StartAsync(HttpResponse response, Answer answer, ReadOnlyMemory<byte> sent)
    {
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        if (answer.Location is not null) response.Headers.Location = answer.Location;
        if (answer.RetryAfter is not null) response.Headers.RetryAfter = answer.RetryAfter;
        if (!sent.IsEmpty) await response.Body.WriteAsync(sent, response.HttpContext.RequestAborted);
    }
}
