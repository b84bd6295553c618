using BounceHandler.Classification.Brake;
using BounceHandler.Events;
using BounceHandler.Tests.Storage;

namespace BounceHandler.Tests.Classification.Brake;

public sealed class BrakeGroupsTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", "no remote server")]
    [InlineData("  ", "no remote server")]
    [InlineData("gmail-smtp-in.l.google.com (142.250.1.27)", "exchanger google.com")]
    [InlineData("GMAIL-SMTP-IN.L.Google.COM. (142.250.1.27)", "exchanger google.com")]
    [InlineData("alt1.aspmx.l.google.com", "exchanger google.com")]
    [InlineData("mx1.mail.example.co.uk (10.0.0.1)", "exchanger example.co.uk")]
    [InlineData("mx.example.com.br(10.0.0.1)", "exchanger example.com.br")]
    [InlineData("co.uk (10.0.0.1)", "exchanger co.uk")]
    [InlineData("localhost (127.0.0.1)", "exchanger localhost")]
    [InlineData("(10.0.0.1)", "exchanger 10.0.0.1")]
    [InlineData("10.0.0.1 (10.0.0.1)", "exchanger 10.0.0.1")]
    [InlineData("(2001:db8::1)", "exchanger 2001:db8::1")]
    [InlineData("()", null)]
    [InlineData("mx.$(reboot)`\"\\!.example (10.0.0.1)", "exchanger mx.?")]
    public void A_server_belongs_to_the_domain_that_somebody_has_registered(string? remoteMta, string? expected) =>
        Assert.Equal(expected, BrakeGroups.OfRemote(remoteMta)?.Name);

    [Theory]
    [InlineData("", "", null)]
    [InlineData(" ", "", null)]
    [InlineData("job-1", "camp:sub:list:cust", "campaign job-1")]
    [InlineData("", "camp:sub:list:cust", "campaign camp")]
    [InlineData("", ":sub:list:cust", null)]
    [InlineData("", "no colon", null)]
    [InlineData("a\"; rm -rf $HOME `x` \\ \n!", "", "campaign a?? rm -rf ?HOME ?x? ? ??")]
    public void A_campaign_is_the_job_else_what_the_feedback_id_says(string job, string feedbackId, string? expected) =>
        Assert.Equal(expected, BrakeGroups.OfCampaign(job, feedbackId)?.Name);

    [Fact]
    public void A_key_is_cut() => Assert.Equal("campaign ".Length + 120, BrakeGroups.OfCampaign(new string('x', 5000), "")!.Value.Name.Length);

    [Fact]
    public void Groups_have_numbers_of_their_own()
    {
        BrakeGroup[] groups =
        [
            BrakeGroups.OfRemote("")!.Value, BrakeGroups.OfRemote("mx.example.com")!.Value, BrakeGroups.OfDomain("example.com"), BrakeGroups.OfDomain("example.net"),
            BrakeGroups.OfCampaign("example.com", "")!.Value, BrakeGroups.ShareOf(BrakeGroups.OfCampaign("example.com", "")!.Value, BrakeGroups.OfDomain("example.com")),
        ];

        Assert.Equal(groups.Length, groups.Select(group => group.Id).Distinct().Count());
        Assert.Equal(BrakeGroups.OfDomain("example.com").Id, BrakeGroups.OfDomain("example.com").Id);
    }

    [Theory]
    [InlineData("b", EventKind.HardBounce, true)]
    [InlineData("rb", EventKind.HardBounce, true)]
    [InlineData("address", EventKind.HardBounce, false)]
    [InlineData("b", EventKind.SoftBounce, false)]
    [InlineData("b", EventKind.Block, false)]
    [InlineData("f", EventKind.Complaint, false)]
    [InlineData("mail", EventKind.Unsubscribe, false)]
    public void Only_removals_that_a_bounce_record_reports_are_counted(string type, EventKind kind, bool expected) =>
        Assert.Equal(expected, BrakeGroups.Counts(StateFolder.Event(1) with { RecordType = type, Kind = kind }));

    [Theory]
    [InlineData("2026-03-10T11:59:59.999Z", "2026-03-10T11:00:00Z")]
    [InlineData("2026-03-10T12:00:00Z", "2026-03-10T12:00:00Z")]
    [InlineData("2026-03-10T12:30:00+05:45", "2026-03-10T06:00:00Z")]
    [InlineData("1969-12-31T23:30:00Z", "1969-12-31T23:00:00Z")]
    public void An_hour_is_one_of_UTC(string at, string begins) => Assert.Equal(
        DateTimeOffset.Parse(begins, System.Globalization.CultureInfo.InvariantCulture),
        BrakeGroups.BeginOf(BrakeGroups.HourOf(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture))));
}
