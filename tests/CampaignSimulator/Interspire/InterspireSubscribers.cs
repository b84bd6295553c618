namespace CampaignSimulator;

/// <summary>The methods that change one row of one list.</summary>
internal static class InterspireSubscribers
{
    public static Answer Unsubscribe(InterspireCall call) => Change(call, row =>
    {
        if (row.Unsubscribed && call.Options.RepeatedChangeFails)
            return InterspireAnswers.Failed("This subscriber has already unsubscribed.");
        row.Unsubscribed = true;
        return InterspireAnswers.Success("1");
    });

    public static Answer Bounce(InterspireCall call) => Change(call, row =>
    {
        if (row.Bounced && call.Options.RepeatedChangeFails) return InterspireAnswers.Failed("This subscriber has already bounced.");
        row.Bounced = true;
        return InterspireAnswers.Success("1");
    });

    public static Answer Activate(InterspireCall call) => Change(call, row =>
    {
        row.Unsubscribed = row.Bounced = false;
        return InterspireAnswers.Success("1");
    });

    public static Answer Delete(InterspireCall call) => Change(call, row =>
    {
        row.List.Rows.Remove(row);
        row.List.ByEmail.Remove(row.Email);
        return InterspireAnswers.Success();
    });

    public static Answer Ban(InterspireCall call)
    {
        InterspireList? list = null;
        if (call["listid"] != "global")
        {
            list = InterspireLists.Visible(call).FirstOrDefault(each => each.Id == call.Number("listid"));
            if (list is null) return InterspireAnswers.Failed("The list does not exist.");
        }

        return call.State.Ban(call["emailaddress"], list) || !call.Options.RepeatedBanFails
            ? InterspireAnswers.Success("1")
            : InterspireAnswers.Failed("This email address is already banned.");
    }

    private static Answer Change(InterspireCall call, Func<InterspireSubscriber, Answer> change)
    {
        var id = call.Number("listid") ?? call.Number("list");
        var list = InterspireLists.Visible(call).FirstOrDefault(each => each.Id == id);
        if (list is null) return InterspireAnswers.Failed("The list does not exist.");
        return InterspireLists.FindRow(list, call) is { } row
            ? change(row)
            : InterspireAnswers.Failed("The subscriber is not on this list.");
    }
}
