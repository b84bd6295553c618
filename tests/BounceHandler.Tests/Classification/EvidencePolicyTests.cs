using BounceHandler.Classification;
using BounceHandler.Classification.Replies;
using BounceHandler.Configuration;
using BounceHandler.Input;

namespace BounceHandler.Tests.Classification;

public sealed class EvidencePolicyTests
{
    private static readonly CategoryRules Categories = new(["bad-mailbox", "routing-errors"], ["policy-related"]);

    // What the category lists say, what the reply says, and what is made of it; null: not configured, skipped.
    public static TheoryData<EvidenceUse, string, Verdict, Verdict?, string> Table => new()
    {
        { EvidenceUse.Decide, "bad-mailbox", Verdict.Hard, Verdict.Hard, "reply:r" },
        { EvidenceUse.Decide, "bad-mailbox", Verdict.Soft, Verdict.Soft, "reply:r" },
        { EvidenceUse.Decide, "bad-mailbox", Verdict.Block, Verdict.Block, "reply:r" },
        { EvidenceUse.Decide, "bad-mailbox", Verdict.Unknown, Verdict.Hard, "category:bad-mailbox" },
        { EvidenceUse.Decide, "policy-related", Verdict.Hard, Verdict.Hard, "reply:r" },
        { EvidenceUse.Decide, "policy-related", Verdict.Unknown, Verdict.Soft, "category:policy-related" },
        { EvidenceUse.Decide, "unheard-of", Verdict.Hard, Verdict.Hard, "reply:r" },
        { EvidenceUse.Decide, "", Verdict.Hard, Verdict.Hard, "reply:r" },
        { EvidenceUse.Decide, "unheard-of", Verdict.Unknown, null, "" },
        { EvidenceUse.Decide, "Routing-Errors", Verdict.Unknown, Verdict.Soft, "category:routing-errors" },
        { EvidenceUse.Decide, "routing-errors", Verdict.Hard, Verdict.Hard, "reply:r" },
        { EvidenceUse.Veto, "bad-mailbox", Verdict.Hard, Verdict.Hard, "category:bad-mailbox" },
        { EvidenceUse.Veto, "bad-mailbox", Verdict.Soft, Verdict.Soft, "reply:r" },
        { EvidenceUse.Veto, "bad-mailbox", Verdict.Block, Verdict.Block, "reply:r" },
        { EvidenceUse.Veto, "bad-mailbox", Verdict.Unknown, Verdict.Hard, "category:bad-mailbox" },
        { EvidenceUse.Veto, "policy-related", Verdict.Hard, Verdict.Soft, "category:policy-related" },
        { EvidenceUse.Veto, "policy-related", Verdict.Block, Verdict.Block, "reply:r" },
        { EvidenceUse.Veto, "unheard-of", Verdict.Hard, null, "" },
        { EvidenceUse.Veto, "", Verdict.Hard, null, "" },
        { EvidenceUse.Off, "bad-mailbox", Verdict.Block, Verdict.Hard, "category:bad-mailbox" },
        { EvidenceUse.Off, "policy-related", Verdict.Hard, Verdict.Soft, "category:policy-related" },
        { EvidenceUse.Off, "unheard-of", Verdict.Hard, null, "" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Reply_and_category_are_weighed_as_configured(EvidenceUse evidence, string category, Verdict reply, Verdict? outcome, string rule)
    {
        var said = reply == Verdict.Unknown ? ReplyJudgement.Unclear : new ReplyJudgement(reply, "reply:r", "policy", Fault.Sender, "");

        var judgement = EvidencePolicy.Weigh(evidence, Categories.Classify(category), category, "5.0.0", said);
        Assert.Equal(outcome, judgement?.Verdict);
        Assert.Equal(rule, judgement?.Rule ?? "");
    }

    [Theory]
    [InlineData("4.0.0", Verdict.Soft)]
    [InlineData("4.2.0 (x)", Verdict.Soft)]
    [InlineData("5.0.0", Verdict.Hard)]
    [InlineData("", Verdict.Hard)]
    public void A_category_alone_never_removes_on_a_temporary_status(string status, Verdict verdict) => Assert.Equal(
        verdict, EvidencePolicy.Weigh(EvidenceUse.Decide, Categories.Classify("bad-mailbox"), "bad-mailbox", status, ReplyJudgement.Unclear)!.Value.Verdict);

    [Fact]
    public void What_is_off_does_not_even_look_at_the_reply()
    {
        var record = TestRecords.Bounce((Column.DsnDiag, "smtp;554 5.7.1 blocked using zen.example"), (Column.DsnStatus, "5.7.1"));

        var accept = Assert.IsType<Decision.Accept>(TestRecords.Judge(new Settings { Evidence = EvidenceUse.Off }).OfRecord(record, TestRecords.Now));
        Assert.Equal((Verdict.Hard, "category:bad-mailbox", ""), (accept.Verdict, accept.Event.Rule, accept.Event.Reason));
    }

    [Fact]
    public void A_block_that_nobody_acts_on_is_nothing_to_do_and_says_what_it_was()
    {
        var record = TestRecords.Bounce((Column.DsnDiag, "smtp;554 5.7.1 blocked using zen.example"), (Column.DsnStatus, "5.7.1"));

        var skip = Assert.IsType<Decision.Skip>(TestRecords.Judge().OfRecord(record, TestRecords.Now));
        Assert.Equal(("nothing to do", null), (skip.Reason, skip.Event));
        Assert.Equal(("blocklisted", "reply:blocklisted", "vmta1"), (skip.Judged!.Reason, skip.Judged.Rule, skip.Judged.VirtualMta));
        Assert.Contains("block, no action at mailwizz, suppressions", skip.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_names_the_rule_of_the_reply_and_its_reason()
    {
        var accept = Assert.IsType<Decision.Accept>(TestRecords.Judge().OfRecord(TestRecords.Bounce((Column.BounceCat, "policy-related")), TestRecords.Now));

        Assert.Equal((Verdict.Hard, "reply:mailbox-unknown", "mailbox unknown"), (accept.Verdict, accept.Event.Rule, accept.Event.Reason));
    }

    [Fact]
    public void A_category_that_is_not_configured_is_a_reason_only_where_the_reply_is_not_clear()
    {
        var record = TestRecords.Bounce((Column.BounceCat, "odd"), (Column.DsnDiag, "smtp;550 No."), (Column.DsnStatus, "5.0.0"));

        Assert.Equal("category odd not configured", Assert.IsType<Decision.Skip>(TestRecords.Judge().OfRecord(record, TestRecords.Now)).Reason);
    }
}
