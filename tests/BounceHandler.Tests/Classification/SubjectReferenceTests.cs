using BounceHandler.Classification;
using BounceHandler.Events;
using BounceHandler.Tests.Events;

namespace BounceHandler.Tests.Classification;

public sealed class SubjectReferenceTests
{
    private const string C = "cw7208d4ca9f1";
    private const string S = "dm200ahb6hbca";
    private const string L = "pf5150000917a";

    [Theory]
    [InlineData($"Campaign-Uid:{C} / Subscriber-Uid:{S} - Unsubscribe request", C, null)]
    [InlineData($"Re: subscriber-uid: {S} list-uid : {L}", null, L)]
    [InlineData($"LIST-UID:{L},CAMPAIGN-UID:{C},SUBSCRIBER-UID:{S}.", C, L)]
    [InlineData($"Subscriber-Uid:DM200AHB6HBCA Campaign-Uid:CW7208D4CA9F1", C, null)]
    [InlineData($"Campaign-Uid:short Campaign-Uid:{C} Subscriber-Uid:{S}", C, null)]
    [InlineData($"{S}.{L}.{C}", C, L)]
    [InlineData($"unsubscribe <{S}.{L}.{C}>, please", C, L)]
    [InlineData($"Subscriber-Uid:{S} and {S}.{L}.{C}", C, L)]
    public void A_subscriber_is_found(string subject, string? campaign, string? list) =>
        Assert.Equal(new SubscriberRef(campaign, list, S), SubjectReference.Read(subject));

    [Theory]
    [InlineData("")]
    [InlineData("unsubscribe")]
    [InlineData($"Subscriber-Uid:{S}")]
    [InlineData($"Campaign-Uid:{C} List-Uid:{L}")]
    [InlineData($"Campaign-Uid:{C}x Subscriber-Uid:{S}")]
    [InlineData($"Campaign-Uid:{C}-1 Subscriber-Uid:{S}")]
    [InlineData($"NoCampaign-Uid:{C} Subscriber-Uid:{S}")]
    [InlineData($"Campaign-Uid {C} Subscriber-Uid:{S}")]
    [InlineData($"{S}.{L}")]
    [InlineData($"{S}.{L}.{C}.{C}")]
    [InlineData($"x{S}.{L}.{C}")]
    [InlineData($"{S}.{L}.cw7208d4ca9f\u00fc")]
    [InlineData($"{S}/{L}/{C}")]
    public void No_subscriber_is_made_up(string subject) => Assert.Null(SubjectReference.Read(subject));

    [Fact]
    [Trait("Proof", "hostile")]
    public void No_subject_throws_and_whatever_is_found_has_the_shape_of_uids()
    {
        string[] pieces = ["Campaign-Uid:", "subscriber-uid:", "LIST-UID", ":", " ", ".", C, S, L, "x", "-", "\u212a", "\ud800", "é", "/", "\0", "\n"];
        var found = 0;
        Fuzz.Run(20_000, 500_000, random =>
        {
            var subject = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (random.Next(2) == 0)
                subject = $"{subject} Subscriber-Uid:{RandomText.Of(random, " a", 1)}{S}{RandomText.Of(random, " .:a", 1)} list-uid:{L}";
            if (SubjectReference.Read(subject) is not { } reference)
                return;
            found++;
            Assert.Matches("^[a-z0-9]{13}$", reference.Subscriber);
            Assert.Matches("^[a-z0-9]{13}$", reference.List ?? reference.Campaign);
        });
        Assert.True(found > 100, "The fuzz must reach subscribers.");
    }
}
