namespace BounceHandler.Events;

/// <summary>Where deliveries go: they prove that an address works.</summary>
public interface IDeliverySink
{
    /// <summary>A message was delivered. Called for every such record of an input with millions of them.</summary>
    /// <param name="recipient">As written, UTF-8, unchecked; valid during the call.</param>
    /// <param name="unixSeconds">When.</param>
    void Delivered(ReadOnlySpan<byte> recipient, long unixSeconds);

    /// <summary>Rows that follow in the input are handed out next: they must find all deliveries before them.</summary>
    void Settle();
}
