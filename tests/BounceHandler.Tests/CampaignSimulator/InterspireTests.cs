using System.Xml.Linq;
using CampaignSimulator;

namespace BounceHandler.Tests.CampaignSimulator;

public sealed class InterspireTests : IAsyncLifetime
{
    private CampaignServer _server = null!;
    private SimulatorClient _client = null!;
    private InterspireList _list = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CampaignServer.StartAsync();
        _client = new SimulatorClient(_server);
        _list = _server.Interspire.AddList("News & more");
        _server.Interspire.AddSubscriber(_list, "a&b@example.com");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("UnsubscribeSubscriber", "<email>a&amp;b@example.com</email><listid>1</listid>")]
    [InlineData("UnsubscribeSubscriber", "<emailaddress>a&amp;b@example.com</emailaddress><list>1</list>")]
    [InlineData("UnsubscribeSubscriber", "<emailaddress>a&amp;b@example.com</emailaddress><ListID>1</ListID>")]
    [InlineData("UnsubscribeSubscriber", "<emailaddress>a&amp;b@example.com</emailaddress>")]
    [InlineData("GetAllListsForEmailAddress", "<emailaddress>a&amp;b@example.com</emailaddress><listids>1</listids>")]
    [InlineData("IsSubscriberOnList", "<emailaddress>a&amp;b@example.com</emailaddress><listid>1</listid>")]
    [InlineData("GetSubscribers", "<searchinfo><list>1</list></searchinfo>")]
    public async Task A_parameter_by_another_name_fails_with_a_message(string method, string details)
    {
        var answer = await _client.InterspireAsync("subscribers", method, details);

        Assert.Equal("FAILED", answer.Element("status")!.Value);
        Assert.NotEqual("", answer.Element("errormessage")!.Value);
        Assert.Equal("a", _server.Interspire.StatusOf(_list, "a&b@example.com"));
    }

    [Fact]
    public async Task Not_being_on_a_list_is_a_failure_with_an_empty_message()
    {
        var answer = await _client.InterspireAsync("subscribers", "IsSubscriberOnList", "<emailaddress>x@example.com</emailaddress><listids>1</listids>");

        Assert.Equal("FAILED", answer.Element("status")!.Value);
        Assert.Equal("", answer.Element("errormessage")!.Value);
    }

    [Theory]
    [InlineData("<listids>1,2,9</listids>")]
    [InlineData("<listids>1</listids><listids>2</listids>")]
    public async Task The_lists_of_an_address_are_asked_for_with_commas_or_elements(string lists)
    {
        _server.Interspire.AddSubscriber(_server.Interspire.AddList("Two"), "a&b@example.com");
        _server.Interspire.AddList("Three");

        var answer = await _client.InterspireAsync("subscribers", "GetAllListsForEmailAddress", "<email>a&amp;b@example.com</email>" + lists);

        Assert.Equal(["1", "2"], answer.Descendants("listid").Select(element => element.Value));
    }

    [Fact]
    public async Task Each_change_is_made_on_one_list()
    {
        const string OnList = "<emailaddress>a&amp;b@example.com</emailaddress><listid>1</listid>";
        foreach (var (method, status) in ((string, string)[])[("UnsubscribeSubscriber", "u"), ("ActivateSubscriber", "a"), ("BounceSubscriber", "b")])
        {
            Assert.Equal("SUCCESS", await StatusAsync("subscribers", method, OnList));
            Assert.Equal(status, _server.Interspire.StatusOf(_list, "a&b@example.com"));
        }

        Assert.Equal("SUCCESS", await StatusAsync("subscribers", "AddBannedSubscriber", "<emailaddress>z@example.com</emailaddress><listid>global</listid>"));
        Assert.True(_server.Interspire.IsBanned("z@example.com"));
        Assert.Equal("SUCCESS", await StatusAsync("subscribers", "DeleteSubscriber", "<emailaddress>a&amp;b@example.com</emailaddress><list>1</list>"));
        Assert.Null(_server.Interspire.StatusOf(_list, "a&b@example.com"));
        Assert.Equal("FAILED", await StatusAsync("subscribers", "UnsubscribeSubscriber", OnList));
    }

    [Fact]
    public async Task A_redacted_address_is_replaced_by_the_subscribers_id()
    {
        Assert.Equal("SUCCESS", await StatusAsync("subscribers", "UnsubscribeSubscriber", "<subscriberid>1</subscriberid><listid>1</listid>"));
        Assert.Equal("u", _server.Interspire.StatusOf(_list, "a&b@example.com"));
    }

    [Fact]
    public async Task A_wrong_token_is_told_before_anything_else()
    {
        var answer = await _client.InterspireAsync("nothing", "Nothing", "", token: "wrong");
        Assert.Equal("Unable to check user details.", answer.Element("errormessage")!.Value);
    }

    [Fact]
    public async Task Empty_details_are_rejected_and_a_blank_is_not()
    {
        Assert.Equal("FAILED", await StatusAsync("authentication", "xmlapitest", ""));
        Assert.Equal("SUCCESS", await StatusAsync("authentication", "xmlapitest", " "));
        _server.Options.Interspire.RejectsEmptyDetails = false;
        Assert.Equal("SUCCESS", await StatusAsync("authentication", "xmlapitest", ""));
    }

    [Fact]
    public async Task Lists_and_searches_are_printed_with_their_names_escaped()
    {
        foreach (var type in (string[])["lists", "user"])
        {
            var lists = await _client.InterspireAsync(type, "GetLists", " ");
            Assert.Equal("News & more", lists.Descendants("name").Single().Value);
        }

        var found = await _client.InterspireAsync("subscribers", "GetSubscribers", "<searchinfo><List>any</List><Email>@example.com</Email></searchinfo>");
        Assert.Equal("a&b@example.com", found.Descendants("emailaddress").Single().Value);
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY e \"SUCCESS\">]><xmlrequest><username>&e;</username></xmlrequest>")]
    [InlineData("<xmlrequest><username>a&b</username></xmlrequest>")]
    [InlineData("xml=%3Cxmlrequest%3E")]
    [InlineData("")]
    public async Task What_is_no_plain_XML_fails_with_a_message(string body)
    {
        using var response = await _client.SendAsync("POST", _server.InterspireEndpoint, body);
        var answer = XElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal((200, "FAILED"), ((int)response.StatusCode, answer.Element("status")!.Value));
        Assert.NotEqual("", answer.Element("errormessage")!.Value);
    }

    private async Task<string> StatusAsync(string type, string method, string details) =>
        (await _client.InterspireAsync(type, method, details)).Element("status")!.Value;
}
