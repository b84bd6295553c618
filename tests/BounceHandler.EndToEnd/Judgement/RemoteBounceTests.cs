namespace BounceHandler.EndToEnd.Judgement;

/// <summary>Anybody can send a report to a bounce mailbox: it removes only whom the mail itself names.</summary>
public sealed class RemoteBounceTests : IAsyncLifetime
{
    private const string Reader = "reader@isp.example";
    private const string Bystander = "bystander@isp.example";

    private Site _site = null!;
    private Audience _audience = null!;
    private string _feedbackId = "";

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _audience = new Audience(_site.Server).Add(Reader, Bystander);
        var row = _site.Server.MailWizz.RowsOf(Reader)[0];
        _feedbackId = $"{Audience.Campaign}:{row.Uid}:{_audience.MailWizzLists[0].Uid}:ab123cd45e678";
        _site.Configuration.Set("evidence", "\"decide\"")
            .MailWizz(_site.Server, """{ "senders": ["news@lists.example.com"] }""")
            .Interspire(_site.Server, """{ "senders": ["news@lists.example.com"] }""");
    }

    [Theory]
    [InlineData("verp", true)]
    [InlineData("same", true)]
    [InlineData("none", false)]
    [InlineData("other", false)]
    [InlineData("unknown", false)]
    public async Task It_removes_whom_the_mail_names_and_nobody_else(string proof, bool isRemoved)
    {
        var row = proof switch
        {
            "verp" => Stream.Remote("forwarder@elsewhere.example", sender: "news-reader=isp.example@lists.example.com"),
            "same" => Stream.Remote(Reader, feedbackId: _feedbackId),
            "other" => Stream.Remote(Bystander, feedbackId: _feedbackId),
            "unknown" => Stream.Remote(Reader, feedbackId: $"{Audience.Campaign}:zz999zzzzz999:{_audience.MailWizzLists[0].Uid}:ab123cd45e678"),
            _ => Stream.Remote(Reader),
        };

        (await _site.ProcessAsync(Stream.Header + row)).Exited(0);

        Assert.Equal(isRemoved, _audience.HasLeftMailWizz(Reader));
        Assert.Equal(isRemoved, _audience.HasLeftInterspire(Reader));
        Assert.Equal(isRemoved ? [Reader] : [], await _site.SuppressedAsync());
        Assert.Equal(("confirmed confirmed", "a"), (_audience.InMailWizz(Bystander), _audience.InInterspire(Bystander)));
    }

    [Theory]
    [InlineData("count", "skipped: nothing to do=1")]
    [InlineData("ignore", "skipped: remote bounce ignored=1")]
    public async Task The_operator_may_have_them_counted_or_ignored(string use, string text)
    {
        _site.Configuration.Set("remoteBounces", $"\"{use}\"");

        (await _site.ProcessAsync(Stream.Header + Stream.Remote(Reader, sender: "news-reader=isp.example@lists.example.com"))).Exited(0).Says(text);

        Assert.Empty(_site.Work);
        _site.HasNotLogged("without effect in this version: remoteBounces");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();
}
