using BounceHandler.Input;

namespace BounceHandler.Tests.Input;

public sealed class LayoutChoiceTests
{
    private const string Time = "2019-02-08 21:53:41+0000";

    [Theory]
    [InlineData("recommended", "b,T,bad-domain,v,m@x.example,a@x.example,s (0.0.0.0),1.1.1.1,j,5.1.2 (bad destination),,")]
    [InlineData("shipped before it had the time of the bounce", "b,T,bad-domain,v,m@x.example,a@x.example,s (0.0.0.0),1.1.1.1,j,5.1.2 (bad destination),,,smtp,failed,,fid,<mid>")]
    [InlineData("shipped", "b,T,bad-domain,v,m@x.example,a@x.example,s (0.0.0.0),1.1.1.1,j,5.1.2 (bad destination),,,smtp,failed,,fid,<mid>,T")]
    [InlineData("4.0", "b,T,T,,m@x.example,a@x.example,,failed,5.1.1 (bad),smtp;550 no,mx.x.example (1.2.3.4),bad-mailbox,smtp,s (127.0.0.1),smtp,1.2.3.4,5.6.7.8,\"A,B\",,v,j,")]
    [InlineData("4.0 with an original recipient", "b,T,T,,m@x.example,a@x.example,z@x.example,failed,5.1.1 (bad),smtp;550 no,mx,bad-mailbox,smtp,s,smtp,1.2.3.4,5.6.7.8,A,,v,j,")]
    [InlineData("5.0", "b,T,T,m@x.example,a@x.example,,failed,5.1.1 (bad),smtp;550 no,mx.x.example (1.2.3.4),bad-mailbox,smtp,s (127.0.0.1),smtp,1.2.3.4,5.6.7.8,\"A,B\",,v,j,,x.example/v")]
    [InlineData("5.0 with an original recipient", "b,T,T,,a@x.example,z@x.example,failed,5.1.1 (bad),smtp;550 no,mx,bad-mailbox,smtp,s,smtp,1.2.3.4,5.6.7.8,A,,v,j,,x.example/v")]
    [InlineData("5.0 with a pool", "b,T,T,<>,a@x.example,,failed,5.1.1 (bad),smtp;550 no,mx.x.example (1.2.3.4),bad-mailbox,smtp,s (127.0.0.1),smtp,1.2.3.4,5.6.7.8,\"A,B\",,v,j,,x.example/v,pool")]
    [InlineData("remote bounce", "rb,T,v-a=x.example@y.example,a@x.example,,5.1.1 (bad),smtp;550 no,mx,rep,bad-mailbox,smtp,s,e")]
    [InlineData("feedback of 4.0", "f,T,arf,AOL SComp,,m@x.example,a@x.example,mail1.x.example,1.2.3.4")]
    [InlineData("feedback", "f,T,10.0.0.5,abuse,arf,Y/2.0,,m@x.example,<a@x.example>,mx,10.0.0.9,x.example,\"\"\"N, D\"\" <c@x.example>\",<c@x.example>,j,s,s,,<m>,<mailto:u>,l,ll38,,")]
    [InlineData("feedback as shipped", "f,1178807915,10.0.0.5,abuse,arf,Y/2.0,,m@x.example,a@x.example,mx,10.0.0.9,x.example,f,r,j,s,s,,<m>,<u>,l,ll38,,,fid")]
    public void Common_orders_are_recognised_without_a_header(string order, string row)
    {
        var record = Assert.Single(ReadRows.From(Timed(row))).Record;
        Assert.True(record is not null, order);
        Assert.Equal("a@x.example", record[Column.Rcpt]!.Trim('<', '>'));
        Assert.NotNull(record.Time(Column.TimeLogged) ?? record.Time(Column.TimeQueued));
    }

    [Theory]
    [InlineData("b,T,bad-domain,v,m@x.example,not an address,s,1.1.1.1,j,5.1.2,,")]
    [InlineData("b,T,bad-domain,v,m@x.example,,s,1.1.1.1,j,5.1.2,,")]
    [InlineData("b,no time,bad-domain,v,m@x.example,a@x.example,s,1.1.1.1,j,5.1.2,,")]
    [InlineData("b,T,bad-domain,v,m@x.example,a@x.example,s,1.1.1.1,j,5.1.2,")]
    [InlineData("b,T,a@x.example,v,m@x.example,a@x.example,s,1.1.1.1,j,5.1.2,,")]
    [InlineData("b,T,bad-domain,v,no address,a@x.example,s,1.1.1.1,j,5.1.2,,")]
    [InlineData("b,T,bad-domain,v,m@x.example,a@x.example,s,mx.x.example,j,5.1.2,,")]
    [InlineData("b,T,bad-domain,v,m@x.example,a@x.example,s,1.1.1.1,j,smtp;550,,")]
    [InlineData("f,T,arf,AOL SComp,,m@x.example,a b,mail1.x.example,1.2.3.4")]
    public void Other_rows_have_an_unknown_layout(string row) =>
        Assert.Equal(["layout unknown"], ReadRows.Describe(ReadRows.From(Timed(row))));

    [Theory]
    [InlineData("b,T,bad-domain,v,m@x.example,...@x.example,s,1.1.1.1,j,5.1.2,,", "...@x.example")]
    [InlineData("f,T,arf,AOL SComp,,m@x.example,,mail1.x.example,1.2.3.4", "")]
    [InlineData("rb,T,,,,5.1.1 (bad),smtp;550 no,mx,rep,bad-mailbox,smtp,s,e", "")]
    public void A_recipient_may_be_redacted_and_that_of_a_report_empty(string row, string recipient) =>
        Assert.Equal(recipient, Assert.Single(ReadRows.From(Timed(row))).Record![Column.Rcpt]);

    [Fact]
    public void The_configured_order_comes_before_all_others_but_a_header()
    {
        var options = new RecordReaderOptions
        {
            BounceFields = ["timeLogged", "orig", "rcpt"],
            FeedbackFields = ["type", "timeLogged", "rcpt", "orig"],
            RememberedLayouts = [["type", "timeLogged", "rcpt", "orig"]],
        };
        const string Rows = "b,1178807915,o@x.example,a@x.example\nf,1178807915,a@x.example,o@x.example\n";
        Assert.Equal(["b a@x.example", "f a@x.example"], ReadRows.Describe(ReadRows.From(Rows, options)));
        Assert.Equal(
            ["b a@x.example", "f a@x.example", "header 4", "b o@x.example", "f a@x.example"],
            ReadRows.Describe(ReadRows.From(Rows + "type,timeLogged,rcpt,orig\n" + Rows, options)));
    }

    [Fact]
    public void The_most_recent_remembered_order_that_fits_is_taken()
    {
        var options = new RecordReaderOptions
        {
            RememberedLayouts = [["type", "rcpt"], ["type", "timeLogged", "rcpt", "dsnStatus"], ["type", "rcpt", "timeQueued", "dsnStatus"]],
        };
        Assert.Equal(
            ["b a@x.example", "b c@x.example", "layout unknown", "layout unknown", "layout unknown"],
            ReadRows.Describe(ReadRows.From("b,1178807915,a@x.example,5\nb,c@x.example,1178807915,5\nb,1178807915,5,a@x.example\nb,,d@x.example,5\nb,e@x.example\n", options)));
    }

    [Fact]
    public void A_header_says_which_columns_follow()
    {
        var layout = ReadRows.From("type,timeLogged,\"rcpt\",x\n")[0].Layout!;
        Assert.Equal(["type", "timeLogged", "rcpt", "x"], layout.Names);
        Assert.True(layout.HasColumn(Column.Rcpt));
        Assert.False(layout.HasColumn(Column.JobId));
    }

    // A time stands wherever a field is a T.
    private static string Timed(string row) => string.Join(',', row.Split(',').Select(field => field == "T" ? Time : field)) + "\n";
}
