using System.Globalization;

namespace BounceHandler.EndToEnd.Judgement;

/// <summary>A wave of removals waits for the operator, and everybody else's go on.</summary>
public sealed class BrakeTests : IAsyncLifetime
{
    private Site _site = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.Set("brake.enabled", "true");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_wave_at_one_mailbox_provider_is_held_until_it_is_released_while_all_others_are_made()
    {
        const int wave = 3000;
        const int others = 40;
        // One campaign; every seventy-sixth row is somebody else's. All within three hours.
        var rows = Enumerable.Range(0, wave + others).Select(i => i % 76 == 75 || i >= wave + others - 1
            ? Row($"user{i}@other{i}.example", i, $"mx.other{i}.example (10.1.0.1)")
            : Row($"user{i}@gmail.com", i, "gmail-smtp-in.l.google.com (10.0.0.3)")).ToList();
        var elsewhere = rows.Count(row => !row.Contains("@gmail.com", StringComparison.Ordinal));

        (await _site.ProcessAsync(Accounting.Header + string.Concat(rows))).Exited(0).Counted(rows.Count, rows.Count);

        var made = await _site.SuppressedAsync();
        Assert.InRange(made.Count(address => address.EndsWith("@gmail.com", StringComparison.Ordinal)), 200, 600);
        Assert.Equal(elsewhere, made.Count(address => !address.EndsWith("@gmail.com", StringComparison.Ordinal)));
        _site.HasLogged("Removals are held: exchanger google.com");
        (await _site.RunAsync("status")).Exited(1).Says("held by").Says("exchanger google.com");
        (await _site.RunAsync("queue", "list")).Exited(0).Says("held by exchanger google.com");
        (await _site.RunAsync("held", "list")).Exited(0).Says("exchanger google.com\n").Says("550 5.1.1 unknown")
            .Says("bouncehandler held release --group \"exchanger google.com\"");

        (await _site.RunAsync("held", "release")).Exited(64).Complains("Which rows?");
        (await _site.RunAsync("held", "release", "--domain", "other.example")).Exited(0).Says("0 rows released");
        (await _site.RunAsync("held", "release", "--domain", "GMail.com")).Exited(0).Says($"{rows.Count - made.Count} rows released");
        (await _site.RunAsync("drain")).Exited(0);
        Assert.Equal(rows.Count, (await _site.SuppressedAsync()).Count);
        (await _site.RunAsync("held", "list")).Exited(0).Says("Nothing is held.");
    }

    [Fact]
    public async Task A_resolver_that_is_broken_removes_fifty_and_no_more()
    {
        var rows = Enumerable.Range(0, 120).Select(i => Row($"user{i}@d{i}.example", 0, "")).ToList();
        (await _site.ProcessAsync(Accounting.Header + string.Concat(rows))).Exited(0).Counted(120, 120).Says("queued=0, held=70\n");

        Assert.Equal(50, (await _site.SuppressedAsync()).Count);
        // What is discarded is not accepted again.
        (await _site.RunAsync("held", "discard", "--group", "no remote server")).Exited(0).Says("70 rows discarded.");
        (await _site.ReplayAsync(Accounting.Header + string.Concat(rows))).Exited(0).Counted(120, 0);
        Assert.Equal(50, (await _site.SuppressedAsync()).Count);
    }

    [Fact]
    public async Task What_is_held_can_be_exported_without_a_formula()
    {
        _site.Configuration.Set("brake.perHour", "1").Set("brake.minimum", "1");
        var rows = Enumerable.Range(0, 3).Select(i => Accounting.Bounce($"=user{i}@gmail.com", diagnostic: "=cmd"));
        (await _site.ProcessAsync(Accounting.Header + string.Concat(rows))).Exited(0);

        var export = (await _site.RunAsync("held", "export", "--since", "2016-05-29", "--until", "2016-05-30T00:00:00Z")).Exited(0);
        Assert.Equal("id,address,group,provider,tenant,kind,time,job,sender,status,reply,server,rule,run", export.Lines[0]);
        Assert.Equal(2, export.Lines.Count - 1);
        Assert.All(export.Lines.Skip(1), line => Assert.Contains(",'=user", line.Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Single((await _site.RunAsync("held", "export", "--since", "1h")).Exited(0).Lines);
    }

    [Fact]
    public async Task A_long_list_of_addresses_waits_and_a_short_one_does_not()
    {
        // Also without the brake: it is about mistakes on our side.
        _site.Configuration.Set("brake.enabled", "false");
        (await _site.ProcessAsync(Addresses(1000, "short.example"))).Exited(0).Says("queued=0, held=0\n");
        Assert.Equal(1000, (await _site.SuppressedAsync()).Count);

        (await _site.ProcessAsync(Addresses(5000, "long.example"))).Exited(0).Counted(5000, 5000).Says("held=5000\n").Says("Plain addresses are held: addresses=5000");
        Assert.Equal(1000, (await _site.SuppressedAsync()).Count);
        (await _site.RunAsync("held", "discard", "--domain", "long.example")).Exited(0).Says("5000 rows discarded.");

        (await _site.ProcessAsync(Addresses(5000, "long.example"), "--addresses")).Exited(0).Says("queued=0, held=0\n");
        Assert.Equal(6000, (await _site.SuppressedAsync()).Count);
    }

    private static string Addresses(int count, string domain) => string.Join('\n', Accounting.Users(count, domain)) + "\n";

    private static string Row(string recipient, int number, string remoteMta) => Accounting
        .Bounce(recipient, Audience.JobId, time: string.Create(CultureInfo.InvariantCulture, $"2016-05-29 0{1 + (number % 3)}:{number / 60 % 60:D2}:{number % 60:D2}+0000"))
        .Replace("mx.example (10.0.0.3)", remoteMta, StringComparison.Ordinal);
}
