using System.Text;
using BounceHandler.Events;
using BounceHandler.Input;

namespace BounceHandler.Tests.Documentation;

/// <summary>The stanza for deliveries, which is shipped switched off, names columns in which they are found.</summary>
public sealed class PowerMtaDeliveryTests
{
    [Fact]
    public void Its_columns_are_those_that_are_looked_at()
    {
        const string Directive = "    #record-fields d ";
        var fields = Repository.Read("config/powermta.conf").Split('\n').Single(line => line.StartsWith(Directive, StringComparison.Ordinal))[Directive.Length..];
        Assert.Equal("timeLogged,orig,rcpt", fields);
        var sink = new Sink();
        using var reader = new RecordReader(new RecordReaderOptions { Deliveries = sink });
        reader.Append(Encoding.UTF8.GetBytes($"type,{fields}\nd,2026-05-29 01:10:23+0200,news@lists.example.com,user@isp.example\n"));
        reader.Complete();

        while (reader.TryRead(out _))
        {
        }

        Assert.Equal(["user@isp.example 1780009823"], sink.Found);
    }

    private sealed class Sink : IDeliverySink
    {
        public List<string> Found { get; } = [];

        public void Settle()
        {
        }

        public void Delivered(ReadOnlySpan<byte> recipient, long unixSeconds) => Found.Add($"{Encoding.UTF8.GetString(recipient)} {unixSeconds}");
    }
}
