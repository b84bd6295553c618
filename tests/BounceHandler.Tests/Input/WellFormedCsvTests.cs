using System.Text;
using BounceHandler.Input;
using CsvHelper;

namespace BounceHandler.Tests.Input;

/// <summary>Where input is as RFC 4180 wants it, rows are what CsvHelper alone makes of them.</summary>
[Trait("Proof", "hostile")]
public sealed class WellFormedCsvTests
{
    private static readonly string[] Types = ["b", "rb", "f", "\"b\"", "d"];

    private static readonly string[] Texts =
        ["", "a", "a b", "ü", "smtp;550 5.1.1", ",", "\"", "\"\"", "\n", "\r\n", "\r", "b,", "\nb,x,y\n", "\ntype,rcpt\r\n", "\n{}\n", "a@x.example", "'", "\t", "\0"];

    [Fact]
    public void Rows_are_those_of_CsvHelper() => Fuzz.Run(500, 10_000, random =>
    {
        var columns = Enum.GetValues<Column>().Where(column => column != Column.Type).Take(random.Next(1, 12)).ToArray();
        var input = Encoding.UTF8.GetBytes(Compose(random, columns.Length, random.Next(1, 30)));
        var expected = Split(input);
        byte[] header = Encoding.UTF8.GetBytes("type," + string.Join(',', columns) + "\n");
        var rows = ReadRows.From([.. header, .. input], new RecordReaderOptions { WantDeliveries = true }, () => random.Next(1, 100));
        var actual = rows.Skip(1).Select(row => (string[])[row.Record!.RecordType.Code(), .. columns.Select(column => row.Record[column]!)]);
        Assert.Equal(expected, actual);
    });

    private static string Compose(Random random, int columns, int rows)
    {
        var text = new StringBuilder();
        for (; rows > 0; rows--)
        {
            text.Append(Types[random.Next(Types.Length)]);
            for (var column = 0; column < columns; column++)
            {
                var value = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Texts[random.Next(Texts.Length)]));
                var quoted = value.AsSpan().IndexOfAny(",\"\r\n") >= 0 || random.Next(4) == 0;
                text.Append(',').Append(quoted ? $"\"{value.Replace("\"", "\"\"")}\"" : value);
            }

            text.Append(random.Next(2) == 0 ? "\n" : "\r\n");
        }

        return text.ToString();
    }

    private static List<string[]> Split(byte[] input)
    {
        var rows = new List<string[]>();
        using var reader = CsvReader.Create(input, new CsvReaderOptions { HasHeader = false, Separator = ',' });
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        return rows;
    }
}
