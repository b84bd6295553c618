using System.Globalization;

namespace BounceHandler.Storage;

/// <summary>Groups of held rows that the brake has no part in.</summary>
public static class HeldGroup
{
    /// <summary>Complaints that did not come from where <c>feedbackLoop.sources</c> expects them.</summary>
    public const string Complaints = "complaints from elsewhere";

    /// <summary>What the names of all groups of plain addresses begin with.</summary>
    internal const string AddressesPrefix = "addresses of run ";

    /// <summary>The plain addresses of one run, which may have been read by mistake.</summary>
    public static string Addresses(long run) => AddressesPrefix + run.ToString(CultureInfo.InvariantCulture);
}
