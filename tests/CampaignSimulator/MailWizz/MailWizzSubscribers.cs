namespace CampaignSimulator;

/// <summary>The endpoints below lists/. Each runs inside the state's lock.</summary>
internal static class MailWizzSubscribers
{
    public static Answer Lists(MailWizzCall call) => MailWizzPages.Of(call.Request, call.Customer.Lists, MailWizzRecords.List);

    public static Answer OneList(MailWizzCall call) => call.Customer.FindList(call.First) is { } list
        ? MailWizzAnswers.Record(json => MailWizzRecords.List(json, list))
        : MailWizzAnswers.ListMissing;

    public static Answer OfList(MailWizzCall call)
    {
        if (call.Customer.FindList(call.First) is not { } list) return MailWizzAnswers.ListMissing;
        var status = call.Request.QueryField("status");
        var rows = string.IsNullOrEmpty(status) ? list.Rows : list.Rows.FindAll(row => row.Status == status);
        return MailWizzPages.Of(call.Request, rows, MailWizzRecords.Subscriber);
    }

    public static Answer One(MailWizzCall call) =>
        Find(call, out var row) ?? MailWizzAnswers.Record(json => MailWizzRecords.Subscriber(json, row!));

    public static Answer SearchList(MailWizzCall call)
    {
        if (call.Customer.FindList(call.First) is not { } list) return MailWizzAnswers.ListMissing;
        if (call.Request.QueryField("EMAIL") is not { Length: > 0 } email) return MailWizzAnswers.EmailMissing;
        if (!list.ByEmail.TryGetValue(email, out var row)) return MailWizzAnswers.SubscriberNotInList;
        return MailWizzAnswers.Data(json =>
        {
            json.WriteString("subscriber_uid", row.Uid);
            json.WriteString("status", row.Status);
            json.WriteString("date_added", MailWizzRecords.Time(row.Added));
        });
    }

    public static Answer SearchAllLists(MailWizzCall call)
    {
        if (call.Request.QueryField("EMAIL") is not { Length: > 0 } email) return MailWizzAnswers.EmailMissing;
        var rows = call.Customer.FindEverywhere(email);
        return rows.Count == 0 && call.Options.SearchWithoutMatchIs404
            ? MailWizzAnswers.SubscriberMissing
            : MailWizzPages.Of(call.Request, rows, MailWizzRecords.Hit, countIsNumber: true);
    }

    public static Answer Unsubscribe(MailWizzCall call)
    {
        if (Find(call, out var row) is { } missing) return missing;
        SetUnsubscribed(row!);
        return MailWizzAnswers.Success();
    }

    public static Answer UnsubscribeAllLists(MailWizzCall call)
    {
        if (call.Request.FormField("EMAIL") is not { Length: > 0 } email) return MailWizzAnswers.EmailMissing;
        var rows = call.Customer.FindEverywhere(email);
        if (rows.Count == 0 && !call.Options.UnsubscribeOfUnknownSucceeds) return MailWizzAnswers.SubscriberMissing;
        foreach (var row in rows.FindAll(row => SubscriberStatus.IsOpen(row.Status))) SetUnsubscribed(row);
        return MailWizzAnswers.Success();
    }

    public static Answer Update(MailWizzCall call)
    {
        if (Find(call, out var row) is { } missing) return missing;
        if (call.Request.FormField("EMAIL") is not { Length: > 0 } email) return MailWizzAnswers.EmailMissing;
        var status = call.Request.FormField("details[status]");
        if (status is not null && !SubscriberStatus.IsKnown(status))
            return MailWizzAnswers.Invalid(call.Options, "status", "Status is not in the list.");
        if (row!.List.ByEmail.TryGetValue(email, out var namesake) && namesake != row)
            return MailWizzAnswers.Error(400, "Another subscriber with this email address already exists in this list.");

        // The blacklist is a list of its own, and the API has nothing that takes an address off it: the row stays as it is.
        var isKept = row.Status == SubscriberStatus.Blacklisted && call.Customer.Blacklist.Contains(row.Email);
        if (isKept && call.Options.RefusesStatusOfBlacklisted) return MailWizzAnswers.Error(400, "This email address is blacklisted.");

        row.List.ByEmail.Remove(row.Email);
        row.Email = email;
        row.List.ByEmail.Add(email, row);
        if (status is not null && !isKept && !call.Options.IgnoresStatusUpdates) row.Status = status;
        return MailWizzAnswers.Record(json => MailWizzRecords.Updated(json, row));
    }

    /// <summary>Moved and disabled rows are changed as well: a client that asks for it has made a mistake, and a test has to see it.</summary>
    public static void SetUnsubscribed(MailWizzSubscriber row)
    {
        if (row.Status != SubscriberStatus.Blacklisted) row.Status = SubscriberStatus.Unsubscribed;
    }

    private static Answer? Find(MailWizzCall call, out MailWizzSubscriber? row)
    {
        row = null;
        if (call.Customer.FindList(call.First) is not { } list) return MailWizzAnswers.ListMissing;
        return list.ByUid.TryGetValue(call.Second, out row) ? null : MailWizzAnswers.SubscriberNotInList;
    }
}
