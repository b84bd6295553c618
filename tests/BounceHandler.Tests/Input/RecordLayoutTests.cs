using BounceHandler.Input;

namespace BounceHandler.Tests.Input;

public sealed class RecordLayoutTests
{
    [Theory]
    [InlineData("RCPT", Column.Rcpt)]
    [InlineData(" envid ", Column.EnvId)]
    [InlineData("header_X-job", Column.HeaderXJob)]
    [InlineData("header_X-Mw-Subscriber-Uid", Column.SubscriberUid)]
    [InlineData("header_x-acme-subscriber-uid", Column.SubscriberUid)]
    public void Names_are_found_whatever_their_case(string name, Column expected)
    {
        Assert.True(ColumnName.TryParse(name, out var column));
        Assert.Equal(expected, column);
    }

    [Theory]
    [InlineData("dlvSize")]
    [InlineData("")]
    [InlineData("header_X-Subscriber-Uid")]
    [InlineData("header_X--Subscriber-Uid")]
    [InlineData("X-Mw-Subscriber-Uid")]
    public void Other_names_are_not_looked_at(string name) => Assert.False(ColumnName.TryParse(name, out _));

    [Fact]
    public void A_leading_type_is_added_where_it_is_missing()
    {
        Assert.Equal(["type", "rcpt"], new RecordLayout(["rcpt"]).Names);
        Assert.Equal(["Type", "rcpt"], new RecordLayout([" Type", "rcpt "]).Names);
        Assert.Equal(3, new RecordLayout(["timeLogged", "rcpt"]).FieldCount);
    }

    [Fact]
    public void Every_column_but_the_type_can_be_read()
    {
        var names = Enum.GetValues<Column>().Where(column => column != Column.Type).ToArray();
        var record = new AccountingRecord(RecordType.FeedbackLoop, names.Select(column => KeyValuePair.Create(column, column.ToString())));
        Assert.All(names, column => Assert.Equal(column.ToString(), record[column]));
        Assert.Equal("f", record[Column.Type]);
    }
}
