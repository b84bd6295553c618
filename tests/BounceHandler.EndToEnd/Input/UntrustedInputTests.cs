namespace BounceHandler.EndToEnd.Input;

/// <summary>What strangers write into records must neither remove others nor cost the records around it.</summary>
[Trait("Proof", "hostile")]
public sealed class UntrustedInputTests : IAsyncLifetime
{
    private const string Victim = "victim@example.org";

    private Site _site = null!;
    private Audience _audience = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await Site.OpenAsync();
        _site.Configuration.MailWizz(_site.Server);
        _audience = new Audience(_site.Server).Add(Victim);
    }

    [Fact]
    public async Task An_address_among_accounting_records_removes_nobody()
    {
        _audience.Add(Accounting.Users(2));

        var run = await _site.ProcessAsync($"{Accounting.Header}{Accounting.Bounce("user0@gone.example")}{Victim}\n{Accounting.Bounce("user1@gone.example")}");

        run.Exited(0).Counted(total: 3, processed: 2).Says("broken=1");
        await AssertVictimStaysAsync();
        Assert.True(_audience.HasLeftMailWizz("user1@gone.example"));
    }

    [Theory]
    [InlineData("\"smtp;550 no\n" + Victim + "\nb\"")]
    [InlineData("\"smtp;550 no\r\n" + Victim + ",1\r\n\"")]
    [InlineData("\"smtp;550 no\nb,2016-05-29 01:10:23+0200,bad-mailbox,v,news@lists.example.com," + Victim + ",m,i,,5.1.1,,gone\n\"")]
    public async Task A_line_behind_a_line_break_in_a_quoted_field_removes_nobody(string diagnostic)
    {
        _audience.Add(Accounting.Users(2));

        var run = await _site.ProcessAsync(
            Accounting.Header + Accounting.Bounce("user0@gone.example", diagnostic: diagnostic) + Accounting.Bounce("user1@gone.example"));

        run.Exited(0).Counted(total: 2, processed: 2);
        await AssertVictimStaysAsync();
        Assert.True(_audience.HasLeftMailWizz("user0@gone.example"));
        Assert.True(_audience.HasLeftMailWizz("user1@gone.example"));
    }

    [Fact]
    public async Task Good_rows_among_as_many_broken_ones_all_arrive()
    {
        string[] broken =
        [
            "garbage\n",
            "b,only,three\n",
            "\u0001\u0002\u0003,\n",
            "x@y@z,,,,\n",
            "\"open quote\n",
            "b,2016-05-29 01:10:23+0200,bad-mailbox,v,news@lists.example.com,nobody@x.example,m,i,,\"open quote,,\n",
        ];
        var users = Accounting.Users(300);
        _audience.Add(users);
        var input = Accounting.Header + string.Concat(users.Select((user, i) => Accounting.Bounce(user) + broken[i % broken.Length]));

        var run = await _site.ProcessAsync(input);

        run.Exited(0);
        Assert.All(users, user => Assert.True(_audience.HasLeftMailWizz(user), user));
        run.Counted(total: 600, processed: 300).Says("skipped: broken=300\n");
        Assert.Equal(users.Order(StringComparer.Ordinal), await _site.SuppressedAsync());
    }

    [Fact]
    public async Task A_type_that_is_not_known_is_counted_by_its_name()
    {
        var run = await _site.ProcessAsync($"{Accounting.Header}{Accounting.Bounce("a@gone.example", type: "xyz")}{Accounting.Bounce("a@gone.example", type: "")}");

        run.Exited(0).Counted(total: 2, processed: 0).Says("skipped: type (none)=1, type xyz=1\n");
    }

    [Fact]
    public async Task Bytes_that_are_no_text_cost_their_row_at_most()
    {
        _audience.Add(Accounting.Users(1));
        var process = _site.Start();
        await process.WriteAsync(Accounting.Header);
        await process.WriteAsync([.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7)), (byte)'\n']);
        await process.WriteAsync(Accounting.Bounces(1));
        process.CloseInput();

        (await process.EndAsync()).Exited(0).Says("processed=1,");
        Assert.True(_audience.HasLeftMailWizz("user0@gone.example"));
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task AssertVictimStaysAsync()
    {
        Assert.Equal("confirmed confirmed", _audience.InMailWizz(Victim));
        Assert.DoesNotContain(Victim, await _site.SuppressedAsync());
        Assert.DoesNotContain(_site.Server.Log.Requests, request => request["EMAIL"] == Victim);
    }
}
