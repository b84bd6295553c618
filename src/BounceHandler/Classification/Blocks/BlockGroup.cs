namespace BounceHandler.Classification.Blocks;

/// <summary>Replies that blame the sender, and belong together.</summary>
/// <param name="Reason">Why, in the words of <see cref="Replies.ReplyReason"/>.</param>
/// <param name="VirtualMta">PowerMTA <c>vmta</c>; empty where the record has none.</param>
/// <param name="Domain">The receiving domain; empty: all of them.</param>
public readonly record struct BlockGroup(string Reason, string VirtualMta, string Domain)
{
    /// <summary>As operators read it: <c>gmail.com: authentication on vmta3</c>.</summary>
    public override string ToString() =>
        $"{(Domain.Length > 0 ? Domain : "many domains")}: {Reason}{(VirtualMta.Length > 0 ? $" on {VirtualMta}" : "")}";
}
