using System.Globalization;
using System.Text;
using BounceHandler.Input;

namespace BounceHandler.Tests.Input;

/// <summary>
/// Rows whose quotes run into each other, with a limit so low that all of it comes into play: the framer remembers what it has scanned, and must not see
/// anything else for that.
/// </summary>
[Trait("Proof", "hostile")]
public sealed class TangledQuotesTests
{
    private static readonly string[] Pieces =
    [
        "\"", "\"", "\"\"", ",", "\n", "\n", "\r\n", "b,", "b,x,", "d,", "type,a\n", "{}\n", "x", "\uFEFF", "b,a\",\"x\n", "b,1,2\n", "\r", ",\"", "\",", "a@b.example\n",
    ];

    [Fact]
    public void Rows_are_the_same_however_the_input_arrives_and_lose_no_bytes() => Fuzz.Run(10_000, 500_000, random =>
    {
        var input = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => Pieces[random.Next(Pieces.Length)])));
        var limit = random.Next(2) == 0 ? random.Next(8, 60) : 1000;
        var header = random.Next(3) == 0 ? 3 : 0;
        var whole = Frames(input, limit, header, () => input.Length);
        Assert.Equal(whole, Frames(input, limit, header, () => 1));
        Assert.Equal(whole, Frames(input, limit, header, () => random.Next(1, 20)));
    });

    // A row that fits only without its byte order mark was taken whole and not in pieces.
    [Fact]
    public void A_byte_order_mark_counts_towards_the_length_of_its_row_however_the_row_arrives()
    {
        var input = Encoding.UTF8.GetBytes("b,\"\"x\n\uFEFFd,,\"\"\r\nb,x,x\n");
        var whole = Frames(input, 8, 0, () => input.Length);

        Assert.Equal(whole, Frames(input, 8, 0, () => 1));
        Assert.Equal(2, whole.Count);
    }

    // The bounds and contents of all rows. What is wrong with one that ends within a byte of the limit may be said in two ways.
    private static List<string> Frames(byte[] input, int limit, int header, Func<int> piece)
    {
        var framer = new RecordFramer(new HashSet<int> { 2, 3 }, limit, Continuation.Beginning) { HeaderFields = header };
        var frames = new List<string>();
        var end = 0L;
        for (var at = 0; at < input.Length;)
        {
            var length = Math.Min(piece(), input.Length - at);
            framer.Append(input.AsSpan(at, length));
            at += length;
            Take();
        }

        framer.Complete();
        Take();
        Assert.True(end <= input.Length && SoundRows.IsBlank(input.AsSpan((int)end)));
        return frames;

        void Take()
        {
            while (framer.TryNext(out var frame))
            {
                Assert.True(frame.Offset >= end && frame.End > frame.Offset);
                end = frame.End;
                frames.Add(string.Create(CultureInfo.InvariantCulture, $"{frame with { Detail = null }} {Encoding.Latin1.GetString(framer.Content)}"));
            }
        }
    }
}
