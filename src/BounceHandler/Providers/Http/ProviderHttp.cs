using System.Buffers;
using System.Net;
using System.Text;

namespace BounceHandler.Providers.Http;

/// <summary>
/// One provider's connections. Follows no redirect (it would turn a POST into a GET), keeps no cookies, uses no proxy from the environment, and reads
/// no more of an answer than <see cref="BodyLimit"/>, and one large answer at a time.
/// </summary>
public sealed class ProviderHttp : IDisposable
{
    /// <summary>Longest body accepted, in bytes.</summary>
    public const int BodyLimit = 2 * 1024 * 1024;

    // Answers are a few kilobytes, lists of lists a few hundred. Dozens of calls are under way at once, and not all of them may hold megabytes.
    private const int SmallBody = 64 * 1024;

    private readonly SemaphoreSlim _largeBody = new(1);
    private byte[]? _largeBytes;
    private readonly HttpClient _client;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    /// <param name="timeout">Longest time for one call, connecting and reading the body included.</param>
    /// <param name="time">The clock.</param>
    public ProviderHttp(TimeSpan timeout, TimeProvider time)
    {
        _timeout = timeout;
        _time = time;
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = timeout,
            // A long run must notice that the name points elsewhere now.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("BounceHandler/1.0");
    }

    /// <summary>Makes one call by HTTP/1.1. Throws only <see cref="OperationCanceledException"/> on cancellation by the caller.</summary>
    /// <param name="request">The call.</param>
    /// <param name="judge">Makes what is kept of the answer; large answers are judged one at a time.</param>
    /// <param name="cancellationToken">Breaks the call off.</param>
    public async Task<T> SendAsync<T>(HttpRequestMessage request, Func<HttpAnswer, T> judge, CancellationToken cancellationToken)
    {
        request.Version = HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var limit = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return await ReadAsync(response, judge, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return judge(HttpAnswer.None(FormattableString.Invariant($"no complete answer within {_timeout.TotalSeconds} s")));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return judge(HttpAnswer.None(Describe(e), IsUnsent(e)));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _largeBody.Dispose();
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, Func<HttpAnswer, T> judge, CancellationToken cancellationToken)
    {
        var tooLong = HttpAnswer.None($"the answer is longer than {BodyLimit} bytes");
        if (response.Content.Headers.ContentLength > BodyLimit)
            return judge(tooLong);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var rented = ArrayPool<byte>.Shared.Rent(SmallBody);
        var (bytes, length, isLarge) = (rented, 0, false);
        try
        {
            while (await stream.ReadAsync(bytes.AsMemory(length), cancellationToken) is var read and > 0)
            {
                length += read;
                if (length < bytes.Length)
                    continue;
                if (isLarge)
                    return judge(tooLong);
                await _largeBody.WaitAsync(cancellationToken);
                isLarge = true;
                _largeBytes ??= GC.AllocateUninitializedArray<byte>(BodyLimit + 1);
                bytes.CopyTo(_largeBytes, 0);
                bytes = _largeBytes;
            }

            var body = Encoding.UTF8.GetString(bytes, 0, length).TrimStart('\uFEFF');
            return judge(new HttpAnswer((int)response.StatusCode, body, RetryAfter(response), response.Headers.Location?.OriginalString));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
            if (isLarge)
                LetNextIn(length);
        }
    }

    // Whoever sends megabytes dozens of times over must not fill the memory with what has been judged already.
    private void LetNextIn(int length)
    {
        if (length > BodyLimit / 2)
            GC.Collect();
        _largeBody.Release();
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var delay = header?.Delta ?? header?.Date - _time.GetUtcNow();
        return delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }

    private static bool IsUnsent(Exception e) => e is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
    };

    // The outer message of a reset connection says only that something went wrong; the innermost says what.
    private static string Describe(Exception e)
    {
        var inner = e;
        while (inner.InnerException is { } deeper)
            inner = deeper;
        var isSaid = inner == e || e.Message.Contains(inner.Message, StringComparison.Ordinal);
        return PlainText.OneLine(isSaid ? e.Message : $"{e.Message} {inner.Message}");
    }
}
