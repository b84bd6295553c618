namespace BounceHandler.Classification.Brake;

/// <summary>The windows of one hour, found by what records say. The same group is the same window each time.</summary>
internal interface IBrakeHour
{
    /// <summary>Of the server that answered; null if the record does not say.</summary>
    BrakeWindow? Remote(string? remoteMta);

    /// <summary>Of the domain of an address.</summary>
    BrakeWindow Domain(string identity);

    /// <summary>Of the campaign; null if the record names none.</summary>
    BrakeWindow? Campaign(string jobId, string feedbackId);

    /// <summary>Of what one destination has been counted for in a campaign.</summary>
    BrakeWindow Share(BrakeWindow campaign, BrakeWindow destination);

    /// <summary>What is usual for a group in this hour; null where that is not known.</summary>
    BrakeBaseline? BaselineOf(BrakeWindow window);
}
