using BounceHandler.Classification;
using BounceHandler.Events;
using BounceHandler.Input;
using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Classification;

/// <summary>Senders, signatures and complaints that strangers made up.</summary>
[Trait("Proof", "hostile")]
public sealed class HostileReferenceTests
{
    private const string Secret = "top secret";

    private static readonly Mutant Senders = new(
        ["news-user=x.example@lists.example.com", "news+user=x.example@l.example", "\"news-a b=x.example\"@l.example", "l-a+2Bb+40c=x.example@l.example", "a-b-c-d-e-f=x.example@l.example"],
        "-", "+", "=", "+40", "+3D", "+2d", "@", "\"", "\\", "=x.example@", "victim=y.example");

    private static readonly Mutant Headers = new(
        [
            $"{TestComplaints.Campaign}:{TestComplaints.Subscriber}:{TestComplaints.List}:ACME",
            $"<mailto:{TestComplaints.Subscriber}.{TestComplaints.List}.{TestComplaints.Campaign}@u.example?subject=x>, <https://x.example/u?a=b>",
            $"{TestComplaints.List} <News>",
            $"mailwizz-{TestComplaints.Campaign}",
            "12",
        ],
        ":", "<", ">", "<mailto:", "%40", "%0d%0a", TestComplaints.Campaign, TestComplaints.List, TestComplaints.Subscriber, "0", "-1", ",");

    private static readonly Column[] Written =
    [
        Column.HeaderFeedbackId, Column.HeaderListId, Column.HeaderListUnsubscribe, Column.SubscriberUid, Column.MailerListId, Column.MailerRecipientId, Column.JobId, Column.Rcpt,
        Column.HeaderFrom, Column.FeedbackType,
    ];

    [Fact]
    public void Whatever_a_sender_encodes_is_an_address_once_and_the_longest_sender_is_read_in_no_time()
    {
        var decoded = 0;
        Fuzz.Run(10_000, 300_000, random =>
        {
            if (!Verp.TryDecode(Senders.Of(random), out var readings))
            {
                Assert.Empty(readings);
                return;
            }

            decoded++;
            Assert.NotEmpty(readings);
            Assert.Equal(readings.Count, readings.DistinctBy(reading => reading.Recipient.Identity).Count());
            Assert.All(readings, reading => Assert.True(EmailAddress.TryParse(reading.Recipient.Spelling, out var again) && again == reading.Recipient));
        });
        Assert.True(decoded > 100, "The fuzz must reach recipients.");
    }

    [Fact]
    public void No_address_whose_signature_or_text_was_changed_is_trusted()
    {
        const string Characters = "abcdefghijklmnopqrstuvwxyz234567.+=-";
        var forms = new[] { TestForms.Of("u+{address}+{signature}@fbl.example.com", "a", Secret), TestForms.Of(TestForms.Signed, "b", Secret) };
        var addresses = new UnsubscribeAddresses(forms);
        var wrong = 0;
        Fuzz.Run(5_000, 300_000, random =>
        {
            var form = forms[random.Next(forms.Length)];
            var tokens = new AddressTokens(TestComplaints.Subscriber, TestComplaints.List, TestComplaints.Campaign, "user.name@x.example");
            var address = form.Format.Render(tokens with { Signature = AddressSigner.Sign(Secret, form.Format, tokens) }, "x.example")!;
            Assert.True(addresses.Read(address)?.IsTrusted);
            var text = address.ToCharArray().ToList();
            for (var edits = random.Next(1, 4); edits > 0; edits--)
            {
                var at = random.Next(text.IndexOf('@'));
                switch (random.Next(4))
                {
                    case 0:
                        text.RemoveAt(at);
                        break;
                    case 1:
                        text.Insert(at, Characters[random.Next(Characters.Length)]);
                        break;
                    case 2:
                        (text[at], text[at / 2]) = (text[at / 2], text[at]);
                        break;
                    default:
                        text[at] = Characters[random.Next(Characters.Length)];
                        break;
                }
            }

            string changed = new([.. text]);
            if (changed == address || addresses.Read(changed) is not { } reading)
                return;
            wrong++;
            Assert.False(reading.IsTrusted, changed);
        });
        Assert.True(wrong > 100, "The fuzz must reach signatures.");
    }

    [Fact]
    public void No_complaint_throws_and_every_reference_in_it_has_its_shape()
    {
        var addresses = new UnsubscribeAddresses([TestForms.Of(AddressFormat.MailWizz, "a")]);
        var found = 0;
        Fuzz.Run(5_000, 300_000, random =>
        {
            var record = new AccountingRecord(RecordType.FeedbackLoop, Written.Select(column => KeyValuePair.Create(column, Headers.Of(random))));
            var unsubscribes = ListUnsubscribe.AddressesIn(record[Column.HeaderListUnsubscribe]!).Select(addresses.Read).OfType<UnsubscribeReading>().ToList();
            foreach (var candidate in ReferenceCandidate.In(record, unsubscribes))
            {
                found++;
                Assert.Matches("^[a-z0-9]{1,64}$", candidate.Reference.Subscriber);
                Assert.True(candidate.Reference.Campaign is null || AddressFormat.IsUid(candidate.Reference.Campaign));
            }

            var read = ComplaintReading.Read(record, ComplaintReading.TypeOf(record), unsubscribes, DateTimeOffset.UnixEpoch);
            Assert.NotEmpty(read.Agent);
            Assert.Equal(3, ComplaintReading.SendersOf(record).Count);
        });
        Assert.True(found > 100, "The fuzz must reach references.");
    }
}
