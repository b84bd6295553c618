using System.Net;
using System.Net.Sockets;
using System.Text;
using BounceHandler.Providers.Http;

namespace BounceHandler.Tests.Providers.Http;

public sealed class ProviderHttpTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ProviderHttp _http = new(TimeSpan.FromSeconds(30), TimeProvider.System);

    public ProviderHttpTests() => _listener.Start();

    public void Dispose()
    {
        _http.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task A_byte_order_mark_and_broken_UTF_8_are_tolerated()
    {
        var answer = await ExchangeAsync([.. "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"u8, 0xEF, 0xBB, 0xBF, (byte)'a', 0xFF, (byte)'b', (byte)'c']);
        Assert.Equal("a\uFFFDbc", answer.Body);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_given_up()
    {
        var chunk = "10000\r\n" + new string('x', 0x10000) + "\r\n";
        var answer = await ExchangeAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + string.Concat(Enumerable.Repeat(chunk, 65))));
        Assert.Equal((0, $"the answer is longer than {ProviderHttp.BodyLimit} bytes"), (answer.Status, answer.Failure));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    public async Task What_is_no_complete_answer_is_a_failure_and_no_exception(string bytes)
    {
        var answer = await ExchangeAsync(Encoding.ASCII.GetBytes(bytes));
        Assert.Equal((0, true), (answer.Status, answer.MayHaveActed));
        Assert.NotEqual("", answer.Failure);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        var answer = await ExchangeAsync("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        Assert.Equal((302, "http://127.0.0.1:1/"), (answer.Status, answer.Location));
    }

    [Fact]
    public async Task Nobody_there_is_a_failure_with_its_reason()
    {
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _listener.Stop();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/");
        var answer = await _http.SendAsync(request, answer => answer, TestContext.Current.CancellationToken);
        Assert.Contains("refused", answer.Failure, StringComparison.OrdinalIgnoreCase);
        Assert.False(answer.MayHaveActed);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_is_a_failure()
    {
        using var http = new ProviderHttp(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        using var request = new HttpRequestMessage(HttpMethod.Get, Url);
        var answer = await http.SendAsync(request, answer => answer, TestContext.Current.CancellationToken);
        Assert.Equal(("no complete answer within 0.2 s", true), (answer.Failure, answer.MayHaveActed));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(301, false)]
    [InlineData(403, false)]
    [InlineData(429, false)]
    [InlineData(500, true)]
    [InlineData(502, true)]
    [InlineData(503, false)]
    [InlineData(504, true)]
    public void Some_pages_turn_a_request_away_and_others_leave_it_in_doubt(int status, bool mayHaveActed) =>
        Assert.Equal(mayHaveActed, new HttpAnswer(status, "<html>").MayHaveActed);

    private string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    private async Task<HttpAnswer> ExchangeAsync(byte[] answer)
    {
        var server = Task.Run(async () =>
        {
            using var socket = await _listener.AcceptSocketAsync();
            await socket.ReceiveAsync(new byte[4096]);
            try
            {
                await socket.SendAsync(answer);
            }
            catch (SocketException)
            {
                // The client had enough.
            }
        });
        // A POST, since the runtime repeats a GET by itself when a server closes without a word.
        using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new StringContent("a=1") };
        var got = await _http.SendAsync(request, answer => answer, TestContext.Current.CancellationToken);
        await server;
        return got;
    }
}
