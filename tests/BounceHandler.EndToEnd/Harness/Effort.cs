using System.Globalization;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>
/// How much a proof does: its short form in every test run, its long form under <c>tests/prove</c>, which sets <c>BOUNCEHANDLER_LONG</c>. What is random
/// comes from one seed, <c>BOUNCEHANDLER_SEED</c>, so that a failure can be had again.
/// </summary>
internal static class Effort
{
    /// <summary>True in the long form.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("BOUNCEHANDLER_LONG") is { Length: > 0 };

    /// <summary>Where random numbers begin.</summary>
    public static int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("BOUNCEHANDLER_SEED"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var seed) ? seed : 20261122;

    /// <summary>How often, how many or how long.</summary>
    public static int Of(int shortForm, int longForm) => IsLong ? longForm : shortForm;

    /// <summary>States a figure that the proof has seen; <c>tests/prove</c> shows these lines.</summary>
    public static void Report(FormattableString figure) =>
        TestContext.Current.TestOutputHelper?.WriteLine("Figure: " + figure.ToString(CultureInfo.InvariantCulture));
}
