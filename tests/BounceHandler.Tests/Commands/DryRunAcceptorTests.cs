using BounceHandler.Classification;
using BounceHandler.Commands;
using BounceHandler.Statistics;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Commands;

public sealed class DryRunAcceptorTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly DryRunAcceptor _acceptor;

    public DryRunAcceptorTests() => _acceptor = new DryRunAcceptor(_output);

    [Fact]
    public async Task One_line_a_record_says_what_would_be_done_where_and_why()
    {
        var accept = new Decision.Accept(StateFolder.Event(1) with { Status = "5.1.1" }, Verdict.Hard, [StateFolder.MailWizz, StateFolder.Interspire]);
        var taken = await _acceptor.AcceptAsync([accept]);
        _acceptor.Accepted(accept, taken[0]);

        Assert.Equal("would apply hard to user1@example.com at mailwizz, interspire: category:bad-mailbox, status 5.1.1\n", _output.ToString());
    }

    [Fact]
    public async Task An_event_is_shown_once_for_each_provider()
    {
        Decision.Accept first = new(StateFolder.Event(1), Verdict.Hard, [StateFolder.MailWizz]);
        var second = first with { Routes = [StateFolder.MailWizz, StateFolder.Interspire] };

        Assert.Equal([[StateFolder.MailWizz], [StateFolder.Interspire]], (await _acceptor.AcceptAsync([first, second])).Select(one => one.Routes));
    }

    [Fact]
    public void A_stranger_cannot_forge_a_line()
    {
        _acceptor.Skipped(10, "broken", "text\nwould apply hard to boss@x.example\u001b[2J", null);

        Assert.Equal("would skip the row at byte 10: broken (text\\x0Awould apply hard to boss@x.example\\x1B[2J)\n", _output.ToString());
    }

    [Fact]
    public async Task Nothing_else_is_written()
    {
        await _acceptor.HeaderAsync(["type"]);
        await _acceptor.TickAsync(new RowTally(), null);

        Assert.Equal("", _output.ToString());
    }

    public void Dispose() => _output.Dispose();
}
