using System.Text.RegularExpressions;

namespace BounceHandler.Tests.Documentation;

/// <summary><c>config/powermta.conf</c> holds only what PowerMTA knows, also where it is switched off.</summary>
public sealed partial class PowerMtaStructureTests
{
    private const string YesOrNo = "^(?:yes|no)$";
    private const string Mailbox = "^[a-z]+@[a-z.-]+[.]example[.]com$|^[a-z]+@example[.]com$";
    private const string Host = "^[a-z-]+[.]example[.]com$";

    private static readonly string Text = Repository.Read("config", "powermta.conf");

    // Which directive may stand where, and how its value looks (user's guide 5.0, chapter 3).
    private static readonly Dictionary<string, Dictionary<string, string>> Known = new()
    {
        [""] = new() { ["relay-domain"] = Host },
        ["acct-file"] = new()
        {
            ["records"] = "^(?:b, rb|feedback-loop|d)$",
            ["record-fields"] = "^(?:b|rb|f|d) [*A-Za-z][A-Za-z_, -]+$",
            ["map-header-to-field"] = "^f header_[A-Za-z-]+ rcpt$",
            ["move-to"] = "^/[a-z/]+[a-z]$",
            ["move-interval"] = "^[1-9][0-9]*[mhd]$",
        },
        ["source"] = new() { ["process-x-job"] = YesOrNo },
        ["bounce-processor"] = Processor(),
        ["feedback-loop-processor"] = Processor(),
        ["address-list"] = new() { ["domain"] = Host },
        ["domain"] = new() { ["type"] = "^pipe$", ["command"] = "^/[a-z/]+ .*\\$to" },
    };

    private static readonly string[] InsideOthers = ["address-list"];

    public static TheoryData<bool> Switches => [false, true];

    [Theory, MemberData(nameof(Switches))]
    public void Every_directive_is_known_where_it_stands(bool switchedOn)
    {
        foreach (var section in Parse(switchedOn).All)
        {
            var allowed = Known[section.Name];
            foreach (var (name, value) in section.Directives)
            {
                Assert.True(allowed.ContainsKey(name), $"{name} in {section.Name}");
                Assert.Matches(allowed[name], value);
            }
        }
    }

    [Theory, MemberData(nameof(Switches))]
    public void Sections_stand_at_the_top_except_lists_of_addresses(bool switchedOn)
    {
        var file = Parse(switchedOn);

        Assert.All(file.Sections, section => Assert.DoesNotContain(section.Name, InsideOthers));
        Assert.All(file.Sections.SelectMany(section => section.Sections), section => Assert.Contains(section.Name, InsideOthers));
    }

    [Theory, MemberData(nameof(Switches))]
    public void Every_domain_that_receives_mail_is_relayed_and_no_other(bool switchedOn)
    {
        var file = Parse(switchedOn);
        var receiving = file.Sections.Where(section => section.Name == "domain").Select(section => section.Argument)
            .Concat(file.All.Where(section => section.Name == "address-list").SelectMany(section => section.Values("domain")));

        Assert.Equal(receiving.Order(), file.Values("relay-domain").Order());
    }

    [Fact]
    public void What_is_switched_off_are_the_remote_bounces()
    {
        Assert.Equal(
            ["bounce-processor"], Parse(true).Sections.Select(section => section.Name).Except(Parse(false).Sections.Select(section => section.Name)));
    }

    // Forwarded into its own domain, a mail that is no report would go round for ever.
    [Fact]
    public void Nothing_is_forwarded_to_a_domain_that_this_host_receives()
    {
        var file = Parse(switchedOn: true);
        var forwards = file.All.SelectMany(section => section.Directives).Where(directive => directive.Name.StartsWith("forward-", StringComparison.Ordinal));

        Assert.NotEmpty(forwards);
        Assert.All(forwards, forward => Assert.DoesNotContain(forward.Value.Split('@')[1], file.Values("relay-domain")));
    }

    [Fact]
    public void Programs_and_files_have_absolute_paths_and_the_names_that_are_installed()
    {
        var file = Parse(switchedOn: false);
        var programs = file.Sections.Where(section => section.Argument.StartsWith('|')).Select(section => section.Argument[1..])
            .Concat(file.All.SelectMany(section => section.Values("command"))).Select(command => command.Split(' ')[0]);

        Assert.Equal(
            ["/opt/pmta/bouncehandler/bouncehandler", "/opt/pmta/bouncehandler/bouncehandler", "/opt/pmta/bouncehandler/unsubhandler"], programs);
        Assert.Contains("out/bouncehandler out/unsubhandler out/libe_sqlite3.so /opt/pmta/bouncehandler/", Repository.Readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_log_that_it_names_is_rotated()
    {
        var rotated = Repository.Read("config", "logrotate.conf");

        Assert.All(LogFile().Matches(Text).Select(match => match.Groups[1].Value), log => Assert.Contains($"\n{log}\n", rotated, StringComparison.Ordinal));
    }

    private static PowerMtaSection Parse(bool switchedOn) => PowerMtaSection.Parse(switchedOn ? PowerMtaSection.SwitchOn(Text) : Text);

    private static Dictionary<string, string> Processor() => new()
    {
        ["deliver-unmatched-email"] = YesOrNo,
        ["deliver-matched-email"] = YesOrNo,
        ["forward-unmatched-to"] = Mailbox,
        ["forward-errors-to"] = Mailbox,
    };

    [GeneratedRegex(@"--logfile=([^ ""\\]+)")]
    private static partial Regex LogFile();
}
