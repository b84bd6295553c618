using BounceHandler.Classification;
using BounceHandler.Classification.Replies;

namespace BounceHandler.Tests.Classification.Replies;

public sealed class ReplyClassifierTests
{
    private static readonly ReplyClassifier Classifier = ReplyRules.Build([]);

    // Verdict, reason, status, diagnostic.
    public static TheoryData<Verdict, string, string, string> Replies => new()
    {
        { Verdict.Hard, "mailbox unknown", "5.1.1 (bad destination mailbox address)", "smtp;550 5.1.1 <a@b.example>: Recipient address rejected: User unknown in local recipient table" },
        { Verdict.Hard, "mailbox unknown", "5.0.0 (undefined status)", "smtp;550 no such user here" },
        { Verdict.Hard, "mailbox unknown", "5.0.0", "smtp;550 No such person at this address." },
        { Verdict.Hard, "mailbox unknown", "5.1.1", "smtp;550-5.1.1 Unknown recipient a@b.example\r\n550 5.1.1 see our help pages" },
        { Verdict.Hard, "mailbox unknown", "5.7.1", "smtp;550 5.7.1 <a@b.example>... user unknown" },
        { Verdict.Hard, "mailbox unknown", "5.1.1", "smtp;550 5.1.1 5.1.1 <a@b.example>: Recipient address rejected" },
        { Verdict.Hard, "mailbox unknown", "5.4.1", "smtp;550 5.4.1 Recipient address rejected: Access denied. [DB5EUR01FT0.eop-EUR01.prod.protection.outlook.com]" },
        { Verdict.Hard, "mailbox unknown", "", "smtp;550 Requested action not taken: mailbox unavailable" },
        { Verdict.Hard, "mailbox unknown", "5.5.0", "smtp;550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)." },
        { Verdict.Hard, "mailbox unknown", "", "smtp;550 Mailbox a@b.example does not exist" },
        { Verdict.Hard, "mailbox unknown", "", "smtp;550 Unknown local part a in <a@b.example>" },
        { Verdict.Hard, "mailbox unknown", "", "550 Benutzer nicht bekannt" },
        { Verdict.Hard, "mailbox unknown", "5.0.0", "smtp;550-Callout verification failed: 550 550 invalid recipient" },
        { Verdict.Hard, "mailbox unknown", "5.0.0", "smtp;550 This e-mail address is not known to this system" },
        { Verdict.Hard, "mailbox unknown", "5.0.0", "smtp;550 Mailbox for user a was not found on this server" },
        { Verdict.Hard, "mailbox unknown", "5.0.0", "smtp;554 user no found" },
        { Verdict.Hard, "mailbox unknown", "5.1.0", "smtp;550 5.1.0 Recipient rejected" },
        { Verdict.Hard, "mailbox unknown", "", "smtp;550 <a@b.example>, destin. sconosciuto" },
        { Verdict.Hard, "mailbox unknown", "", "smtp;550 Cette boite aux lettres n'existe pas" },
        { Verdict.Hard, "mailbox unknown", "", "smtp;550 Пользователь не найден" },
        { Verdict.Hard, "mailbox unknown", "", "smtp;554 RCPT (a@b.example) dosn't exist" },
        { Verdict.Hard, "mailbox unknown", "", "smtp;550 local server don't exists that user" },
        { Verdict.Hard, "mailbox unknown", "", "smtp;550 a@b.example...User account is unavailable" },
        { Verdict.Hard, "mailbox unknown", "", "smtp;550-Requested action not taken: mailbox unavailable 550 For explanation visit https://postmaster.web.de/en/case?c=r1601&i=ip&v=192.0.2.1" },
        { Verdict.Hard, "domain unknown", "5.1.2 (bad destination system: no such domain)", "" },
        { Verdict.Hard, "domain unknown", "5.1.2", "smtp;550 Host unknown" },
        { Verdict.Hard, "domain unknown", "5.4.4", "smtp;550 5.4.4 Invalid domain" },
        { Verdict.Hard, "domain unknown", "", "smtp;550 Unrouteable address" },
        { Verdict.Hard, "domain accepts no mail", "", "smtp;556 5.1.10 b.example has a null MX" },
        { Verdict.Hard, "mailbox disabled", "5.2.1", "smtp;550 5.2.1 The email account that you tried to reach is disabled. gsmtp" },
        { Verdict.Hard, "mailbox disabled", "", "smtp;550 a@b.example: this account has been closed" },
        // Temporary: never gone, whatever the words are.
        { Verdict.Soft, "mailbox unknown", "4.1.1", "smtp;450 4.1.1 <a@b.example>: Recipient address rejected: User unknown in virtual alias table" },
        { Verdict.Soft, "greylisted", "4.2.0", "smtp;450 4.2.0 no such user yet: greylisted, come back in 5 minutes" },
        { Verdict.Soft, "mailbox unknown", "4.0.0", "smtp;550 5.1.1 user unknown" },
        { Verdict.Soft, "mailbox unknown", "5.1.1", "smtp;450 user unknown, try later" },
        { Verdict.Soft, "network", "", "smtp;Host not found, try again" },
        { Verdict.Soft, "mailbox full", "5.2.2", "smtp;552 5.2.2 over quota" },
        { Verdict.Soft, "mailbox full", "5.1.1", "smtp;550 5.1.1 a@b.example said: 552 5.2.2 mailbox full" },
        { Verdict.Soft, "recipient rate limited", "5.2.1", "smtp;550-5.2.1 The user you are trying to contact is receiving mail at a rate that 550-5.2.1 prevents additional messages" },
        { Verdict.Soft, "mailbox disabled", "5.2.1", "smtp;550 5.2.1 mailbox temporarily disabled" },
        { Verdict.Soft, "mailbox restricted", "5.1.1", "smtp;550 5.1.1 RCP-P2 http://postmaster.facebook.com/response_codes?ip=192.0.2.1#rcp" },
        { Verdict.Soft, "recipient rate limited", "", "smtp;550 Mailbox unavailable or access denied" },
        { Verdict.Soft, "expired", "4.4.7 (delivery time expired)", "" },
        { Verdict.Soft, "network", "4.4.1", "smtp;connect to b.example[192.0.2.1]:25: Connection timed out" },
        // A mailbox that exists, and a server that has its own trouble.
        { Verdict.Soft, "mailbox full", "5.0.0", "smtp;550 Mailbox of a@b.example is full" },
        { Verdict.Soft, "server trouble", "5.3.2", "smtp;532 5.3.2 STOREDRV.Deliver; Missing or bad mailbox Database property" },
        { Verdict.Soft, "mailbox unknown", "4.0.0", "smtp;450 Requested mail action not taken: mailbox unavailable 450 For explanation visit https://postmaster.gmx.net/en/case?c=r1602&i=ip" },
        // The sender's own faults, however much they look like a dead mailbox.
        { Verdict.Block, "rate limited", "5.1.1", "smtp;550 5.1.1 <a@b.example> - 192.0.2.1 has sent to too many recipients this hour" },
        { Verdict.Block, "sender refused", "5.1.8", "smtp;553 5.1.8 <n@x.example>... Domain of sender address n@x.example does not exist" },
        { Verdict.Block, "sender refused", "", "smtp;550-Verification failed for <n@x.example> 550-No such user 550 Sender verify failed" },
        { Verdict.Block, "sender refused", "5.1.7", "smtp;550 5.1.7 invalid address" },
        { Verdict.Block, "blocklisted", "5.7.1", "smtp;554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org" },
        { Verdict.Block, "blocklisted", "5.7.1", "smtp;550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Part of their network is on our block list (S3150)." },
        { Verdict.Block, "authentication", "5.7.26", "smtp;550-5.7.26 This mail has been blocked because the sender is unauthenticated." },
        { Verdict.Block, "authentication", "5.7.515", "smtp;550 5.7.515 Access denied, sending domain x.example doesn't meet the required level" },
        { Verdict.Block, "relaying", "5.7.1", "smtp;554 5.7.1 <a@b.example>: Relay access denied" },
        { Verdict.Block, "reverse dns", "5.7.1", "smtp;550 5.7.1 Client host rejected: cannot find your reverse hostname" },
        { Verdict.Block, "spam", "5.7.1", "smtp;550 5.7.1 This message looks like spam to us" },
        { Verdict.Block, "rate limited", "4.7.0", "smtp;421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints" },
        { Verdict.Block, "too large", "5.3.4", "smtp;552 5.3.4 Message size exceeds fixed limit" },
        { Verdict.Block, "policy", "5.7.1", "smtp;550 5.7.1 Message rejected for policy reasons" },
        { Verdict.Block, "policy", "", "smtp;550 Requested action not taken: mailbox unavailable. Reject due to policy restrictions." },
        { Verdict.Block, "policy", "", "smtp;550-Requested action not taken: mailbox unavailable 550 For explanation visit http://postmaster.gmx.net/en/error-messages?ip=192.0.2.1&c=rip" },
        { Verdict.Block, "sender refused", "", "smtp;550-Requested action not taken: mailbox unavailable 550 invalid DNS MX or A/AAAA resource record" },
        { Verdict.Block, "sender refused", "", "smtp;553 MAIL FROM: <n@x.example> domain not found" },
        { Verdict.Block, "sender refused", "", "smtp;554 sorry, refused mailfrom because return MX does not exist" },
        { Verdict.Block, "sender refused", "", "smtp;550-Verification failed for <n@x.example> 550-The account or domain may not exist. 550 Sender verify failed" },
        { Verdict.Block, "sender refused", "", "smtp;550 Mittente sconosciuto" },
        { Verdict.Block, "sender refused", "", "smtp;553 VS10-RT Possible forgery or deactivated due to abuse (#5.1.1) 192.0.2.1" },
        { Verdict.Block, "sender refused", "", "smtp;550 message sending for this account is disabled" },
        { Verdict.Block, "policy", "5.1.0", "smtp;5.1.0 - Unknown address error 550-'5.7.0 user access deny.' (delivery attempts: 0)" },
        { Verdict.Block, "policy", "", "smtp;554 DT:SPM 163 smtp14,EsCowEDZP1 http://mail.163.com/help/help_spam_16.htm" },
        { Verdict.Block, "content", "5.6.0", "smtp;554 5.6.0 no" },
        // Not understood.
        { Verdict.Unknown, "unknown", "", "" },
        { Verdict.Unknown, "unknown", "5.0.0 (undefined status)", "smtp;550 No." },
        { Verdict.Unknown, "unknown", "5.0.0", "smtp;554 ã\u0083¡ã\u0083¼ã\u0083«" },
    };

    [Theory]
    [MemberData(nameof(Replies))]
    public void A_reply_says_what_became_of_the_message(Verdict verdict, string reason, string status, string diagnostic)
    {
        var judgement = Classifier.Classify(status, diagnostic);

        Assert.Equal((verdict, reason), (judgement.Verdict, judgement.Reason));
        Assert.Equal(verdict == Verdict.Unknown, judgement.Rule.Length == 0);
    }

    // Names that a recipient, a host or a link has chosen are no statement about anybody.
    [Theory]
    [InlineData(Verdict.Hard, "smtp;550 5.1.1 <spam.relay.denied@b.example>: user unknown")]
    [InlineData(Verdict.Hard, "smtp;550 5.1.1 spam@example.com: no such user")]
    [InlineData(Verdict.Hard, "smtp;550 5.1.1 user unknown, says spamhaus-check.example")]
    [InlineData(Verdict.Hard, "smtp;550 5.1.1 user unknown [mx1.spam.b.example]")]
    [InlineData(Verdict.Hard, "smtp;550 5.1.1 user unknown, see https://b.example/blacklist/spam?policy=dmarc")]
    [InlineData(Verdict.Hard, "smtp;550 5.1.1 \"quota exceeded\"@b.example: user unknown")]
    [InlineData(Verdict.Block, "smtp;554 5.7.1 <user.unknown@b.example>: message blocked as spam")]
    [InlineData(Verdict.Block, "smtp;554 5.7.1 <\"no such user\"@b.example>: message blocked as spam")]
    [InlineData(Verdict.Block, "smtp;554 5.7.1 refused, see http://b.example/no such user")]
    [InlineData(Verdict.Unknown, "smtp;550 \"user unknown\"@b.example")]
    [InlineData(Verdict.Unknown, "smtp;550 <user unknown@b.example>")]
    [InlineData(Verdict.Unknown, "smtp;550 mailbox-full.b.example says hello")]
    [InlineData(Verdict.Unknown, "smtp;550 https://b.example/?reason=user+unknown%20no")]
    [InlineData(Verdict.Unknown, "smtp;550 see https://b.example/case?c=r0301")]
    [InlineData(Verdict.Hard, "smtp;550 mailbox unavailable, see https://postmaster.b.example/case?i=ip&x=c=r0301")]
    [InlineData(Verdict.Hard, "smtp;550 mailbox unavailable, see https://postmaster.b.example/case?c=")]
    [InlineData(Verdict.Unknown, "smtp;550 antispam")]
    [InlineData(Verdict.Unknown, "smtp;550 no such userland")]
    public void Names_in_a_reply_are_no_part_of_what_it_says(Verdict verdict, string diagnostic) =>
        Assert.Equal(verdict, Classifier.Classify("", diagnostic).Verdict == Verdict.Soft ? Verdict.Unknown : Classifier.Classify("", diagnostic).Verdict);

    [Theory]
    [InlineData("smtp;550 USER\tUNKNOWN")]
    [InlineData("smtp;550 user\r\n  unknown")]
    [InlineData("smtp;550-user unknown")]
    [InlineData("smtp;550 The user doesn’t exist, user doesn’t exist")]
    [InlineData("smtp;550 Sorry.User unknown.Please check")]
    [InlineData("user unknown")]
    public void Spelling_and_line_breaks_do_not_matter(string diagnostic) => Assert.Equal(Verdict.Hard, Classifier.Classify("", diagnostic).Verdict);

    [Theory]
    [InlineData("smtp;more than 450 messages: user unknown", Verdict.Soft)]
    [InlineData("smtp;ticket 45012: user unknown", Verdict.Hard)]
    [InlineData("smtp;host 198.51.100.45 said: 550 user unknown", Verdict.Hard)]
    [InlineData("smtp;450 busy 550 5.1.1 user unknown", Verdict.Hard)]
    [InlineData("smtp;450 user unknown, try again in 550 seconds", Verdict.Soft)]
    [InlineData("smtp;550 ticket 556", Verdict.Unknown)]
    public void A_number_is_a_reply_code_only_where_one_stands(string diagnostic, Verdict verdict) =>
        Assert.Equal(verdict, Classifier.Classify("", diagnostic).Verdict);

    [Fact]
    public void What_lies_behind_the_first_four_thousand_characters_is_not_looked_at()
    {
        Assert.Equal(Verdict.Hard, Classifier.Classify("", "smtp;" + new string('x', 3900) + " user unknown").Verdict);
        Assert.Equal(Verdict.Unknown, Classifier.Classify("", "smtp;" + new string('x', 4000) + " user unknown").Verdict);
    }

    [Fact]
    public void The_operators_rules_go_first()
    {
        var own = ReplyRuleReader.Read("""{ "rules": [{ "name": "ours", "any": ["user unknown"], "verdict": "soft", "reason": "policy" }] }"""u8.ToArray(), "own.json");

        Assert.Equal("reply:ours", ReplyRules.Build(own).Classify("", "smtp;550 user unknown").Rule);
        Assert.Equal("reply:mailbox-unknown", ReplyRules.Build(own).Classify("", "smtp;550 no such user").Rule);
    }
}
