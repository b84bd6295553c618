namespace CampaignSimulator;

/// <summary>The order in which Interspire looks at a request: document, user, method, parameters, then the method's own rules.</summary>
internal sealed class InterspireSystem(InterspireState state, InterspireOptions options)
{
    public PreparedCall Prepare(SimulatorRequest request, LoggedRequest entry, bool keep)
    {
        if (request.Context.Request.Method != "POST")
        {
            entry.Operation = "probe";
            return new PreparedCall(() => Answer.Text(200, Answer.Html, "This is an XML API: send a POST request.\n"), () => null);
        }

        if (InterspireCall.Parse(request.Body) is not { } call)
        {
            entry.Operation = "malformed";
            return new PreparedCall(() => InterspireAnswers.Failed("The XML document could not be read."), () => null);
        }

        entry.Operation = call.Method;
        entry.Key = call.User;
        if (keep) entry.Parameters = Parameters(call);
        return new PreparedCall(() => Run(call), () => EmailOf(call));
    }

    private Answer Run(InterspireCall call)
    {
        lock (state.Gate)
        {
            var user = state.Users.Find(each => each.Name == call.User && each.Token == call.Token);
            if (user is null) return InterspireAnswers.Failed("Unable to check user details.");
            if (!user.XmlApiEnabled) return InterspireAnswers.Failed("XML API access is not enabled");
            if (options.AdminsOnly && !user.IsAdmin) return InterspireAnswers.Failed("XML API is restricted to admin users only");
            if (call.Details is null || (options.RejectsEmptyDetails && !call.Details.Nodes().Any()))
                return InterspireAnswers.Failed("The details of the request are missing.");

            if (InterspireMethods.Find(call.Type, call.Method) is not { } method || options.RefusedMethods.Contains(method.Name))
                return InterspireAnswers.Failed($"The method {call.Type}/{call.Method} is not available.");
            return method.Complaint(call) is { } complaint
                ? InterspireAnswers.Failed(complaint)
                : method.Run(call with { Caller = user, State = state, Options = options });
        }
    }

    private static KeyValuePair<string, string>[] Parameters(InterspireCall call) =>
    [
        new("requesttype", call.Type),
        new("requestmethod", call.Method),
        .. call.Parameters.Select(element => KeyValuePair.Create(element.Name.ToString(), element.Value)),
    ];

    /// <summary>The address that a request is about, also where it names the subscriber by id.</summary>
    private string? EmailOf(InterspireCall call)
    {
        var email = call["emailaddress"] is { Length: > 0 } address ? address : call["email"];
        if (email.Length > 0 || call.Number("subscriberid") is not { } id) return email;
        lock (state.Gate) return state.AllLists.SelectMany(list => list.Rows).FirstOrDefault(row => row.Id == id)?.Email;
    }
}
