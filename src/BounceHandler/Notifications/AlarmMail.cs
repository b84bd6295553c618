namespace BounceHandler.Notifications;

/// <summary>The mail that says that the operator must act.</summary>
internal static class AlarmMail
{
    /// <summary>What it says.</summary>
    /// <param name="title">One line.</param>
    /// <param name="text">What happened and what mends it; line feeds part paragraphs.</param>
    /// <param name="raisedAt">When, in the time zone that the operator reads.</param>
    public static MailPage Page(string title, string text, DateTimeOffset raisedAt) =>
        new("alarm", $"BounceHandler: {title}", title, LocalMoment.Of(raisedAt), [new MailSection.Prose("", text)]);
}
