using BounceHandler.Configuration;

namespace BounceHandler.Classification;

/// <summary>Soft bounces that add up to a hard one.</summary>
/// <param name="Count">Days on which there was one.</param>
/// <param name="Days">From the first to the last.</param>
public readonly record struct SoftBounceSum(int Count, int Days)
{
    /// <summary>For the operator: <c>5 soft bounces in 12 days</c>.</summary>
    public string Text => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Count} soft bounces in {Days} days");

    /// <summary>Adds them up: those within <c>days</c> before the last, if they are enough and lie far enough apart. Null if not.</summary>
    /// <param name="days">Days since 1970 (UTC) with a soft bounce, in any order; one that is there twice counts once.</param>
    /// <param name="settings">How many, within what time, over what time at least.</param>
    public static SoftBounceSum? Of(IReadOnlyCollection<int> days, SoftBounceSettings settings)
    {
        if (days.Count < settings.Count)
            return null;
        var last = days.Max();
        var counted = days.Where(day => last - day <= settings.Days).ToHashSet();
        if (counted.Count < settings.Count || last - counted.Min() < settings.MinSpanDays)
            return null;
        return new SoftBounceSum(counted.Count, last - counted.Min());
    }
}
