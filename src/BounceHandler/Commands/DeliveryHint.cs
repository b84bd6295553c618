using BounceHandler.Configuration;

namespace BounceHandler.Commands;

/// <summary>Who carries out what a command has queued.</summary>
internal static class DeliveryHint
{
    /// <summary>The end of a sentence.</summary>
    public static string Of(Settings settings) => settings.Mode == ActionMode.Observe
        ? "the mode is \"observe\": nothing is delivered before it is \"act\"."
        : "a running bouncehandler, or \"bouncehandler drain\", delivers.";
}
