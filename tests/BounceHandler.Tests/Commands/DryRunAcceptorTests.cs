using BounceHandler.Classification;
using BounceHandler.Commands;
using BounceHandler.Events;
using BounceHandler.Statistics;
using BounceHandler.Storage;
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

    // Nobody is removed before the operator, or a provider, says so.
    [Theory]
    [InlineData(true, 1, false, "mailwizz: plain address (observed)", null)]
    [InlineData(false, 1, false, "mailwizz: plain address", null)]
    [InlineData(false, 1000, false, "mailwizz: plain address", null)]
    [InlineData(false, 1001, false, "mailwizz: plain address (held)", "all 1001 plain addresses would be held: more than 1000 may be a mistake; --addresses says that they are meant")]
    [InlineData(false, 1001, true, "mailwizz: plain address", null)]
    public void What_would_not_be_applied_yet_says_so(bool observes, int count, bool areMeant, string line, string? end)
    {
        var acceptor = new DryRunAcceptor(_output, observes, areMeant);
        var accept = new Decision.Accept(StateFolder.Event(1) with { RecordType = "address", Rule = "plain address" }, Verdict.Hard, [StateFolder.MailWizz]);
        for (var i = 0; i < count; i++)
            acceptor.Accepted(accept, new Acceptance(accept.Routes));
        acceptor.End();

        var lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("would apply hard to user1@example.com at " + line, lines[count - 1]);
        Assert.Equal(end, lines.Skip(count).SingleOrDefault());
    }

    [Fact]
    public void A_bounce_that_is_to_be_proved_names_who_is_asked()
    {
        var asking = StateFolder.Event(1) with { RecordType = "rb", Reference = new SubscriberRef("c", "l", "s1") };
        var accept = new Decision.Accept(asking, Verdict.Hard, [StateFolder.MailWizz]) { AskedFirst = ["mailwizz"] };
        _acceptor.Accepted(accept, new Acceptance(accept.Routes));

        Assert.EndsWith(" (if mailwizz says that subscriber s1 is this address)\n", _output.ToString(), StringComparison.Ordinal);
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
