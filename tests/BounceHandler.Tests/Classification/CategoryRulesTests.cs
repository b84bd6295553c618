using BounceHandler.Classification;

namespace BounceHandler.Tests.Classification;

public sealed class CategoryRulesTests
{
    [Theory]
    // Both lists hold something.
    [InlineData("bad-mailbox,both", "quota-issues,both", "bad-mailbox", Verdict.Hard)]
    [InlineData("bad-mailbox,both", "quota-issues,both", "quota-issues", Verdict.Soft)]
    [InlineData("bad-mailbox,both", "quota-issues,both", "both", Verdict.Soft)]
    [InlineData("bad-mailbox,both", "quota-issues,both", "unheard-of", null)]
    // The hard list is no gate for the soft one.
    [InlineData("bad-mailbox", "quota-issues", "quota-issues", Verdict.Soft)]
    // An empty hard list: whatever is not soft is hard.
    [InlineData("", "quota-issues", "quota-issues", Verdict.Soft)]
    [InlineData("", "quota-issues", "unheard-of", Verdict.Hard)]
    [InlineData("", "", "unheard-of", Verdict.Hard)]
    // An empty soft list: nothing is soft.
    [InlineData("bad-mailbox", "", "bad-mailbox", Verdict.Hard)]
    [InlineData("bad-mailbox", "", "quota-issues", null)]
    // Case is ignored, in the lists and in the record.
    [InlineData("Bad-Mailbox", "QUOTA-issues", "bad-MAILBOX", Verdict.Hard)]
    [InlineData("Bad-Mailbox", "QUOTA-issues", "quota-ISSUES", Verdict.Soft)]
    // A record without a category is never judged by it.
    [InlineData("", "", "", null)]
    [InlineData("bad-mailbox", "quota-issues", "", null)]
    public void A_category_is_soft_else_hard_else_not_configured(string hard, string soft, string category, Verdict? verdict)
    {
        var rules = new CategoryRules(Names(hard), Names(soft));

        Assert.Equal(verdict, rules.Classify(category)?.Verdict);
    }

    [Fact]
    public void The_judgement_names_its_category_in_lower_case() =>
        Assert.Equal("category:bad-mailbox", new CategoryRules([], []).Classify("Bad-Mailbox")!.Value.Rule);

    private static string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
