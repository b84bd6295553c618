using Microsoft.AspNetCore.Http;

namespace CampaignSimulator;

/// <summary>Sends answers, or fails to: what a broken network or a crashed server does to them.</summary>
internal static class FaultyTransport
{
    public static Task SendAsync(HttpContext context, Answer answer) => StartAsync(context.Response, answer, answer.Body);

    /// <summary>Sends the true answer, where there is one, through a fault of the connection.</summary>
    public static async Task SpoilAsync(HttpContext context, Fault fault, Answer? truth, CancellationToken stopping)
    {
        switch (fault.Kind)
        {
            case FaultKind.CutBody when truth is not null:
                await SendAsync(context, truth with { Body = FirstHalf(truth) });
                return;

            case FaultKind.TruncatedBody when truth is not null:
                await StartAsync(context.Response, truth, FirstHalf(truth));
                await context.Response.Body.FlushAsync(context.RequestAborted);
                break;

            case FaultKind.Hang:
                await WaitAsync(fault.Duration ?? Timeout.InfiniteTimeSpan, context, stopping);
                break;
        }

        context.Abort();
    }

    private static ReadOnlyMemory<byte> FirstHalf(Answer answer) => answer.Body[..(answer.Body.Length / 2)];

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
