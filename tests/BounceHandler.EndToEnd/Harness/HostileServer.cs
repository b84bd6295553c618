using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>A web server that answers every request with bytes of the test's choice, and closes the connection.</summary>
internal sealed class HostileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Stream, CancellationToken, Task> _answer;
    private int _requests;
    private int _answered;

    /// <param name="answer">Writes an answer: status line, headers, body.</param>
    public HostileServer(Func<Stream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Requests that have been read.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Requests that have been answered, or whose answer nobody wanted to hear to its end.</summary>
    public int Answered => Volatile.Read(ref _answered);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Answers 200 with these bodies in turn.</summary>
    public static HostileServer OfBody(string type, params string[] bodies)
    {
        var next = -1;
        return new HostileServer((stream, stopping) =>
        {
            var body = bodies[Interlocked.Increment(ref next) % bodies.Length];
            return stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"), stopping).AsTask();
        });
    }

    /// <summary>Answers 200 and this beginning of a body, and then one letter for as many bytes as are asked for.</summary>
    /// <param name="headers">Headers, each with its line end.</param>
    /// <param name="beginning">How the body begins.</param>
    /// <param name="length">How many bytes follow.</param>
    public static HostileServer OfFlood(string headers, string beginning, long length) => new(async (stream, stopping) =>
    {
        var piece = new byte[64 * 1024];
        piece.AsSpan().Fill((byte)'x');
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{headers}\r\n{beginning}"), stopping);
        for (; length > 0; length -= piece.Length)
            await stream.WriteAsync(piece, stopping);
    });

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                // One read is enough to know that somebody asks; what he says does not matter.
                await client.GetStream().ReadAtLeastAsync(new byte[64 * 1024], 1, throwOnEndOfStream: false, _stop.Token);
                Interlocked.Increment(ref _requests);
                await _answer(client.GetStream(), _stop.Token);
                client.Client.Shutdown(SocketShutdown.Send);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // It has hung up, as it should.
            }

            Interlocked.Increment(ref _answered);
        }
    }
}
