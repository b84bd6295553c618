using CampaignSimulator;

namespace BounceHandler.EndToEnd.Reliability;

/// <summary>Both tools, of which one will fail, with people who are to be removed and people who are not.</summary>
internal sealed class OutageScene : IAsyncDisposable
{
    private static readonly string[] Reads =
    [
        "lists", "search-all-lists", "subscriber", "campaign", "xmlapitest", "GetLists", "GetAllListsForEmailAddress", "GetSubscribers", "probe",
    ];

    private OutageScene(Site site, CampaignSystem failing, int records)
    {
        (Site, Failing, Users) = (site, failing, Accounting.Users(records));
        Audience = new Audience(site.Server, interspireLists: 2).Add(Users).Add(Bystanders);
    }

    public static string[] Bystanders { get; } = ["user@gone.example", "user00@gone.example", "ser0@gone.example"];

    public Site Site { get; }

    public CampaignSystem Failing { get; }

    public string[] Users { get; }

    public Audience Audience { get; }

    /// <summary>The provider that fails, as configured.</summary>
    public string Name => Failing == CampaignSystem.MailWizz ? "mailwizz" : "interspire";

    /// <summary>Requests of the failing system that were made for an event.</summary>
    public IReadOnlyList<LoggedRequest> Work => [.. Site.Work.Where(request => request.System == Failing)];

    /// <param name="failing">Which one will fail.</param>
    /// <param name="records">How many people are to be removed.</param>
    /// <param name="more">Further keys of both providers.</param>
    public static async Task<OutageScene> OpenAsync(CampaignSystem failing, int records, string more = """{ "timeoutSeconds": 1 }""")
    {
        var site = await Site.OpenAsync(new CampaignServerOptions { RandomSeed = Effort.Seed });
        site.Configuration.MailWizz(site.Server, more).Interspire(site.Server, more).Set("delivery.maxRetrySeconds", "1");
        return new OutageScene(site, failing, records);
    }

    /// <summary>Starts a process and gives it everybody's bounce; its input stays open.</summary>
    public async Task<BounceHandlerProcess> StartAsync()
    {
        var process = Site.Start();
        await process.WriteAsync(Accounting.Header + string.Concat(Users.Select(user => Accounting.Bounce(user, Audience.JobId))));
        return process;
    }

    /// <summary>Waits until the other tool and the suppression list have done all of their work.</summary>
    public Task OthersAreDoneAsync() => Eventually.TrueAsync(
        () => Users.All(HasLeftOther) && StateTables.Suppressed(Site.Directory) == Users.Length, "the other provider and the suppression list are done");

    /// <summary>Waits until nothing is left for the tool that failed.</summary>
    public async Task FailedOneIsDoneAsync()
    {
        await Eventually.TrueAsync(() => StateTables.Queued(Site.Directory, Name) == 0, $"nothing is queued for {Name}");
        AssertEverybodyHasLeft();
    }

    /// <summary>Ends the process, lets another one look for more work, and finds none: nobody is asked about again, and nobody has left who should not.</summary>
    public async Task AssertOverAsync(BounceHandlerProcess process)
    {
        process.CloseInput();
        (await process.EndAsync()).Exited(0).Counted(Users.Length, processed: Users.Length)
            .Says($"mailwizz: lists changed={2 * Users.Length}, nothing to do=").Says($"interspire: lists changed={2 * Users.Length}, nothing to do=");
        Assert.Equal((0, 0), (StateTables.Queued(Site.Directory, "mailwizz"), StateTables.Queued(Site.Directory, "interspire")));
        await AssertNothingIsLeftToDoAsync();
        AssertEverybodyHasLeft();
        Assert.Equal(Users.Length, StateTables.Suppressed(Site.Directory));
        Assert.All(Bystanders, user => Assert.Equal(("confirmed confirmed", "a a"), (Audience.InMailWizz(user), Audience.InInterspire(user))));
        AssertChangedOnce();
    }

    public ValueTask DisposeAsync() => Site.DisposeAsync();

    private async Task AssertNothingIsLeftToDoAsync()
    {
        if (!Effort.IsLong)
            return;
        var before = Site.Work.Count;
        (await Site.RunAsync("drain")).Exited(0);
        Assert.Equal(before, Site.Work.Count);
    }

    private bool HasLeftOther(string user) =>
        Failing == CampaignSystem.MailWizz ? Audience.InInterspire(user) == "u u" : Audience.InMailWizz(user) == "blacklisted unsubscribed";

    private void AssertEverybodyHasLeft()
    {
        Assert.All(Users, user => Assert.Equal(("blacklisted unsubscribed", "u u"), (Audience.InMailWizz(user), Audience.InInterspire(user))));
        Assert.Equal(Users.Length, Audience.Bounces.Count);
    }

    // A change that was answered with success is not asked for again.
    private void AssertChangedOnce()
    {
        var twice = Site.Work.Where(request => request.Fault is null && request.Status is >= 200 and < 300 && !Reads.Contains(request.Operation))
            .GroupBy(request => $"{request.Operation} {request.Path} {string.Join('&', request.Parameters.Select(p => p.Key + "=" + p.Value))}")
            .Where(group => group.Count() > 1).Select(group => group.Key);
        Assert.Empty(twice);
    }
}
