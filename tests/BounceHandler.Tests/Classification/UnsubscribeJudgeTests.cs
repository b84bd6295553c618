using System.Text;
using BounceHandler.Classification;
using BounceHandler.Events;
using BounceHandler.Maildrop;
using static BounceHandler.Tests.Classification.UnsubscribeScene;

namespace BounceHandler.Tests.Classification;

public sealed class UnsubscribeJudgeTests
{
    private const string Mail = "Return-Path: <joe@x.example>\r\nFrom: =?utf-8?Q?J=C3=B6?= <joe@x.example>\r\nSubject: unsubscribe\r\n\r\nbody";

    [Fact]
    public void A_request_becomes_an_event_of_its_provider()
    {
        var accepted = Assert.IsType<UnsubscribeDecision.Accept>(Decide(Unsigned, $"{S}.{L}.{C}@fbl.example", Mail));

        Assert.Equal([new Route("mw", "")], accepted.Routes);
        Assert.Equal(
            new BounceEvent
            {
                Identity = EventIdentityMaker.OfDrop(DropName),
                Kind = EventKind.Unsubscribe,
                RecordType = "mail",
                OccurredAt = Arrival,
                Rule = "unsubscribe:address",
                Reference = new SubscriberRef(C, L, S),
                EnvelopeSender = "joe@x.example",
                Report = new MailReport
                {
                    From = "Jö <joe@x.example>",
                    Subject = "unsubscribe",
                    ListUnsubscribe = $"{S}.{L}.{C}@fbl.example",
                    Headers = Mail[..(Mail.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 2)],
                },
            },
            accepted.Event);
    }

    // Whoever asks is honoured.
    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("Auto-Submitted: auto-generated\n\n")]
    [InlineData("Auto-Submitted: no\n\n")]
    [InlineData("Precedence: bulk\nX-Autoreply: yes\nSubject: Out of office\n\n")]
    [InlineData("From: MAILER-DAEMON@x.example\nReturn-Path: <>\nSubject: Undelivered\nContent-Type: text/plain\n\n")]
    [InlineData("Return-Path: <joe@x.example>\nContent-Type: multipart/report\n\n")]
    [InlineData("List-Unsubscribe: <mailto:x@y>\nContent-Type: message/rfc822\n\n")]
    public void A_mail_to_an_address_that_names_a_subscriber_is_honoured_whatever_it_says(string mail) =>
        Assert.IsType<UnsubscribeDecision.Accept>(Decide(Unsigned, $"{S}.{L}.{C}@fbl.example", mail));

    [Theory]
    [InlineData("X-BounceHandler-Notice: complaint\n\n", null, "notifications")]
    [InlineData("Auto-Submitted: auto-replied\n\n", null, "automatic reply")]
    [InlineData("Auto-Submitted: Auto-Replied; x=y\nReturn-Path: <joe@x.example>\n\n", "joe@x.example", "automatic reply")]
    [InlineData("Content-Type: multipart/report\n\n", null, "null sender")]
    [InlineData("Content-Type: multipart/report\n\n", "", "null sender")]
    [InlineData("Content-Type: multipart/report\n\n", "<>", "null sender")]
    [InlineData("Content-Type: multipart/report\nReturn-Path: <>\n\n", null, "null sender")]
    [InlineData("Content-Type: multipart/report\nReturn-Path: <joe@x.example>\n\n", "<>", "null sender")]
    [InlineData("Content-Type: multipart/report\nReturn-Path: <>\n\n", "joe@x.example", null)]
    public void Answers_to_our_own_mail_are_set_aside(string mail, string? from, string? reason)
    {
        foreach (var to in new[] { $"{S}.{L}.{C}@fbl.example", "not.understood@fbl.example", "" })
        {
            var decision = Decide(Unsigned, to, mail, from);
            if (reason is null)
                Assert.IsNotType<UnsubscribeDecision.SetAside>(decision);
            else
                Assert.Contains(reason, Assert.IsType<UnsubscribeDecision.SetAside>(decision).Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("<joe@x.example>", "", "<joe@x.example>")]
    [InlineData(null, "Return-Path: <joe@x.example>\n\n", "joe@x.example")]
    [InlineData("", "Return-Path: <joe@x.example>\n\n", "")]
    [InlineData(null, "", "")]
    public void The_envelope_sender_is_what_was_passed_or_else_the_return_path(string? from, string mail, string sender) =>
        Assert.Equal(sender, Assert.IsType<UnsubscribeDecision.Accept>(Decide(Unsigned, $"{S}.{L}.{C}@x", mail, from)).Event.EnvelopeSender);

    [Theory]
    [InlineData("u+joe=y.example@u.example", "iem/b suppressions/b")]
    [InlineData("v+{S}+joe=y.example@u.example", "mw/a iem/b suppressions/a suppressions/b")]
    [InlineData("{S}.{L}.{C}@fbl.example", "mw/a")]
    // A uid is no id of Interspire, and no other form names a provider that could take it.
    [InlineData("i.{L}.{S}@fbl.example", "no provider can act on it")]
    [InlineData("s+joe=y.example@u.example", "no provider can act on it")]
    [InlineData("gone.{S}@u.example", "no provider can act on it")]
    public void A_request_goes_to_the_providers_of_its_form_and_where_the_recipient_is_known_to_the_local_list(string to, string expected) =>
        Assert.Equal(expected, Words(Decide(Tenants, to.Replace("{S}", S).Replace("{L}", L).Replace("{C}", C))));

    [Fact]
    public void A_form_of_the_local_list_alone_counts_for_the_only_tenant() =>
        Assert.Equal("suppressions", Words(Decide([TestForms.Of("s+{address}@u.example", "suppressions")], "s+joe=y.example@u.example")));

    [Theory]
    [InlineData("right", "mw")]
    [InlineData("aaaaaaaaaaaaaaaa", "refused")]
    public void A_wrong_signature_is_refused_and_nothing_else_is_tried(string signature, string expected)
    {
        var form = TestForms.Of(TestForms.Signed, "mw", "secret");
        if (signature == "right")
            signature = AddressSigner.Sign("secret", form.Format, new AddressTokens(S, L, C));
        var understood = new UnsubscribeAddress(AddressFormat.MailWizz, ["mw"], new AddressTokens(S, L, C));
        Assert.Equal(expected, Words(Decide([form], $"{S}.{L}.{C}.{signature}@x.example", Named, address: understood)));
    }

    [Theory]
    [InlineData(AddressFormat.MailWizz, "mw", "mw")]
    [InlineData(AddressFormat.MailWizz, "unknown", "no provider can act on it")]
    [InlineData(TestForms.Signed, "mw", "not understood")]
    [InlineData("no format", "mw", "not understood")]
    public void What_unsubhandler_understood_counts_where_the_forms_in_force_understand_nothing(string format, string provider, string expected)
    {
        var understood = new UnsubscribeAddress(format, [provider], new AddressTokens(S, L, C, Signature: "aaaaaaaaaaaaaaaa"));
        Assert.Equal(expected, Words(Decide([TestForms.Of("other.{subscriber}@*", "mw")], $"{S}.{L}.{C}@x.example", address: understood)));
    }

    [Fact]
    public void The_forms_in_force_outrank_what_unsubhandler_understood()
    {
        var understood = new UnsubscribeAddress("{list}.{subscriber}.{campaign}@*", ["other"], new AddressTokens(L, S, C));
        var accepted = Assert.IsType<UnsubscribeDecision.Accept>(Decide(Unsigned, $"{S}.{L}.{C}@x.example", address: understood));
        Assert.Equal((S, "mw"), (accepted.Event.Reference!.Subscriber, accepted.Routes[0].Provider));
    }

    [Fact]
    public void A_subject_names_the_subscriber_where_the_address_does_not()
    {
        var accepted = Assert.IsType<UnsubscribeDecision.Accept>(Decide(Unsigned, "unsubscribe@fbl.example", Named));
        Assert.Equal(("unsubscribe:subject", new SubscriberRef(C, null, S)), (accepted.Event.Rule, accepted.Event.Reference));
        Assert.Equal("mw", Words(accepted));
        Assert.Equal("not understood", Words(Decide(Unsigned, "unsubscribe@fbl.example", "Subject: please\n\n")));
        Assert.Equal("mw/a", Words(Decide(Tenants, "", Named)));
    }

    [Fact]
    public void Where_addresses_are_signed_an_unsigned_subject_does_not_get_round_it() =>
        Assert.Equal("not understood", Words(Decide([.. Unsigned, TestForms.Of(TestForms.Signed, "mw", "secret")], "unsubscribe@fbl.example", Named)));

    [Fact]
    public void No_request_comes_from_the_future() =>
        Assert.Equal(
            Arrival.AddDays(-1), Assert.IsType<UnsubscribeDecision.Accept>(Decide(Unsigned, $"{S}.{L}.{C}@x", now: Arrival.AddDays(-1))).Event.OccurredAt);

    [Fact]
    public void What_strangers_wrote_is_cut()
    {
        var endless = new string('x', 5000);
        var mail = Encoding.UTF8.GetBytes($"Subject: {endless}\nFrom: {endless}\nX: {new string('y', 50_000)}\n\n");
        var accepted = Assert.IsType<UnsubscribeDecision.Accept>(Decide(Unsigned, $"{S}.{L}.{C}@x", Encoding.UTF8.GetString(mail), endless));
        var report = accepted.Event.Report!;
        Assert.All([report.Subject, report.From, accepted.Event.EnvelopeSender], text => Assert.Equal(BounceEvent.TextLimit, text.Length));
        Assert.Equal(MailReport.HeadersLimit, report.Headers.Length);
    }
}
