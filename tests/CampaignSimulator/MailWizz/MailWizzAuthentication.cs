using System.Globalization;

namespace CampaignSimulator;

/// <summary>Who asks, and whether they may: each refusal in MailWizz's own words.</summary>
internal static class MailWizzAuthentication
{
    public static string? PresentedKey(SimulatorRequest request, MailWizzOptions options) => options.Mode == MailWizzMode.V2
        ? request.Header("X-Api-Key") ?? (options.AcceptLegacyHeader ? request.Header("X-MW-PUBLIC-KEY") : null)
        : request.Header("X-MW-PUBLIC-KEY");

    /// <summary>The refusal, or null where the customer may call the operation.</summary>
    public static Answer? Refuse(
        SimulatorRequest request, MailWizzOptions options, MailWizzCustomer? customer, string operation, DateTimeOffset now)
    {
        if (options.Offline) return MailWizzAnswers.Error(503, "Service Unavailable.");
        if (customer is null) return MailWizzAnswers.Error(401, "Invalid API key. Please refer to the documentation.");
        if (options.Mode == MailWizzMode.V1Signed && RefuseSignature(request, options, customer, now) is { } refusal) return refusal;

        return customer.Access switch
        {
            MailWizzAccess.IpNotAllowed => MailWizzAnswers.Error(403, "Your IP address is not allowed to access this server."),
            MailWizzAccess.AccountInactive => MailWizzAnswers.Error(403, "Your account must be active in order to use the API."),
            MailWizzAccess.AccountNotAllowed => MailWizzAnswers.Error(403, "Your account is not allowed to use the API."),
            _ when customer.DeniedOperations.Contains(operation) =>
                MailWizzAnswers.Error(403, "You do not have enough permissions to access this endpoint."),
            _ => null,
        };
    }

    private static Answer? RefuseSignature(SimulatorRequest request, MailWizzOptions options, MailWizzCustomer customer, DateTimeOffset now)
    {
        if (request.Header("X-MW-SIGNATURE") is null
            || !long.TryParse(request.Header("X-MW-TIMESTAMP"), NumberStyles.None, CultureInfo.InvariantCulture, out var timestamp))
        {
            return MailWizzAnswers.Error(400, "Invalid API request params. Please refer to the documentation.");
        }

        if (Math.Abs(now.ToUnixTimeSeconds() - timestamp) > options.TimestampWindow.TotalSeconds)
            return MailWizzAnswers.Error(400, "Your request expired. Please refer to the documentation.");

        var origin = options.PublicOrigin ?? request.Context.Request.Scheme + "://" + request.Context.Request.Host.Value;
        return MailWizzSignature.Verifies(request, origin, customer.PrivateKey)
            ? null
            : MailWizzAnswers.Error(400, "Invalid API request signature. Please refer to the documentation.");
    }
}
