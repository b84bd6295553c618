namespace CampaignSimulator;

/// <summary>Which of the two look-alikes a request, fault or delay belongs to.</summary>
public enum CampaignSystem
{
    MailWizz,
    Interspire,
}

/// <summary>One request, in the log from the moment it arrived; status and fault are filled in when it is answered.</summary>
public sealed class LoggedRequest
{
    public required long Number { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required CampaignSystem System { get; init; }

    /// <summary>The verb of the request line.</summary>
    public required string Method { get; init; }

    /// <summary>The X-HTTP-Method-Override header, if any.</summary>
    public string? Override { get; init; }

    /// <summary>The path as it was sent, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>Decoded query fields, then body fields; for Interspire the envelope's and the details' elements.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; internal set; } = [];

    public string? ContentType { get; init; }

    public string Body { get; init; } = "";

    /// <summary>What was called, in one word: the endpoint's name, or Interspire's request method.</summary>
    public string Operation { get; internal set; } = "";

    /// <summary>The key or user name that the request presented.</summary>
    public string? Key { get; internal set; }

    /// <summary>The status answered; 0 while the request is under way, and for ever where no answer was given.</summary>
    public int Status { get; internal set; }

    /// <summary>How many requests of its system were under way when it had arrived, this one among them.</summary>
    public int UnderWay { get; init; }

    /// <summary>The fault that this request met, if any.</summary>
    public string? Fault { get; internal set; }

    internal bool IsAnswered { get; set; }

    public string? this[string parameter]
    {
        get
        {
            foreach (var (name, value) in Parameters)
            {
                if (name == parameter) return value;
            }

            return null;
        }
    }
}
