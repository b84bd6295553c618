using BounceHandler.Storage;

namespace BounceHandler.Tests.Storage;

/// <summary>What is listed page by page: each page goes on where the last one ended, or a million rows are looked at a thousand times.</summary>
public sealed class PagingTests : IDisposable
{
    private readonly StateFolder _folder = new();

    public static TheoryData<string> Pages => new(
        SpoolReader.SelectPage, SpoolReader.SelectHeld, SpoolReader.SelectObserved, UndoTable.SelectPage, UndoTable.SelectChanged, UndoTable.SelectNotRestored);

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_follows_an_index_and_is_not_sorted(string sql)
    {
        _folder.Open();
        using var connection = Database.OpenForReading(_folder.DatabasePath);
        using var statements = new StatementCache(connection);

        var plan = statements.Query("EXPLAIN QUERY PLAN " + sql, r => r.GetString(3), new SqlValue[7]);

        Assert.Contains(plan, step => step.StartsWith("SEARCH ", StringComparison.Ordinal));
        // "SCAN (subquery-1)" is what has been found.
        Assert.DoesNotContain(
            plan,
            step => step.Contains("TEMP B-TREE", StringComparison.Ordinal)
                || (step.StartsWith("SCAN ", StringComparison.Ordinal) && !step.StartsWith("SCAN (", StringComparison.Ordinal)));
    }

    public void Dispose() => _folder.Dispose();
}
