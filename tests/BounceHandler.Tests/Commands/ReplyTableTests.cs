using BounceHandler.Commands;
using BounceHandler.Configuration;
using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Commands;

public sealed class ReplyTableTests : IDisposable
{
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    [Fact]
    public void The_rows_come_back_with_verdict_and_rule()
    {
        Assert.Equal(ExitCodes.Ok, Run("id\tdsnDiag\tbounceCat\tdsnStatus\n1\tsmtp;550 no such user\tother\t5.0.0\n2\t\"a \"\"b\"\"\tc\nd\"\tbad-mailbox\t5.0.0\n"));

        Assert.Equal(
            "id\tdsnDiag\tbounceCat\tdsnStatus\tverdict\trule\n1\tsmtp;550 no such user\tother\t5.0.0\thard\treply:mailbox-unknown\n"
            + "2\t\"a \"\"b\"\"\tc\nd\"\tbad-mailbox\t5.0.0\thard\tcategory:bad-mailbox\n", _out.ToString());
        Assert.Equal("", _error.ToString());
    }

    [Theory]
    [InlineData("dsnDiag\nsmtp;550 no such user\n", "hard")]
    [InlineData("\uFEFFDSNSTATUS\r\n5.1.1 (x)\r\n", "hard")]
    [InlineData("bounceCat\tdsnStatus\nmessage-expired\t5.0.0\n", "unknown")]
    [InlineData("dsnDiag\nx-pmta;bounce-queue\n", "unknown")]
    [InlineData("dsnDiag\n=cmd user unknown", "hard")]
    public void Columns_are_found_by_name_and_may_be_missing(string table, string verdict)
    {
        Assert.Equal(ExitCodes.Ok, Run(table));
        Assert.Contains('\t' + verdict, _out.ToString().Split('\n')[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "t.tsv:1: expected a header with the columns bounceCat, dsnStatus, dsnDiag, separated by tabs\n")]
    [InlineData("id,dsnDiag\n", "t.tsv:1: expected a column dsnDiag or dsnStatus, found id,dsnDiag\n")]
    [InlineData("\"id\n", "t.tsv:1: expected a header with the columns bounceCat, dsnStatus, dsnDiag, separated by tabs\n")]
    public void A_table_without_its_columns_is_refused(string table, string message)
    {
        Assert.Equal(ExitCodes.DataError, Run(table));
        Assert.Equal(("", message), (_out.ToString(), _error.ToString()));
    }

    [Fact]
    public void A_bad_row_is_named_and_costs_no_other_row()
    {
        Assert.Equal(ExitCodes.Ok, Run("id\tdsnDiag\n1\tno such user\n2\t\"open\n3\tno such user\n4\n5\t\"x\"y\n\n6\tno such user\n"));

        Assert.Equal(["id\tdsnDiag\tverdict\trule", "1\tno such user\thard\treply:mailbox-unknown", "3\tno such user\thard\treply:mailbox-unknown", "6\tno such user\thard\treply:mailbox-unknown", ""],
            _out.ToString().Split('\n'));
        Assert.Equal(
            ["t.tsv:3: a quote is not closed; the row is left out", "t.tsv:5: 1 field where the header names 2; the row is left out",
                "t.tsv:6: text after a closing quote; the row is left out", "3 rows were left out.", ""],
            _error.ToString().Split('\n'));
    }

    [Fact]
    public void A_line_without_an_end_is_left_out_and_does_not_fill_the_memory()
    {
        Assert.Equal(ExitCodes.Ok, Run("id\tdsnDiag\n1\t" + new string('x', 3 * 1024 * 1024) + "\n2\tno such user\n"));

        Assert.Contains("t.tsv:2: a row longer than 1 MiB", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("\n2\tno such user\thard", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_make_a_scoreboard_by_source()
    {
        const string Table = "dsnDiag\texpected\tsource\nno such user\tremove\ta\nno such domain\tkeep\ta\n552 mailbox full\tremove\tb\n550 spam\tkeep\tb\n?\tcontested\tb\n";

        Assert.Equal(ExitCodes.Ok, Run(Table));
        var said = _error.ToString();
        Assert.Contains("remove             2       1       1       0       0\n", said, StringComparison.Ordinal);
        Assert.Contains("keep               2       1       0       1       0\n", said, StringComparison.Ordinal);
        Assert.Contains("all rows: 5 rows, precision of hard 0.500, recall 0.500, unknown 20.0 %\n", said, StringComparison.Ordinal);
        Assert.Contains("b: 3 rows, precision of hard 1.000, recall 0.000, unknown 33.3 %\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_mistake_of_the_command_line()
    {
        Assert.Equal(ExitCodes.Usage, ReplyTableRun.Run("/nowhere/t.tsv", new EvidenceReading(new Settings()), new CommandConsole(_out, _error)));
        Assert.StartsWith("/nowhere/t.tsv: expected a file that can be read: ", _error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }

    private int Run(string table) =>
        ReplyTableRun.Run("t.tsv", new ReplyTable(new StringReader(table.TrimStart('\uFEFF'))), new EvidenceReading(new Settings()), new CommandConsole(_out, _error));
}
