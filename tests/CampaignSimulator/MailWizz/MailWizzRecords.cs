using System.Globalization;
using System.Text.Json;

namespace CampaignSimulator;

/// <summary>How each kind of row is printed. The same subscriber has three shapes, and each has its callers.</summary>
internal static class MailWizzRecords
{
    public static void List(Utf8JsonWriter json, MailWizzList list)
    {
        json.WriteStartObject("general");
        json.WriteString("list_uid", list.Uid);
        json.WriteString("name", list.Name);
        json.WriteString("display_name", list.Name);
        json.WriteString("description", list.Name);
        json.WriteEndObject();
        json.WriteStartObject("defaults");
        json.WriteString("from_name", list.Customer.Name);
        json.WriteString("reply_to", "");
        json.WriteString("subject", "");
        json.WriteEndObject();
    }

    /// <summary>The row of one list: upper-case tags.</summary>
    public static void Subscriber(Utf8JsonWriter json, MailWizzSubscriber row)
    {
        json.WriteString("subscriber_uid", row.Uid);
        json.WriteString("EMAIL", row.Email);
        json.WriteString("FNAME", "");
        json.WriteString("LNAME", "");
        json.WriteString("status", row.Status);
        json.WriteString("source", row.Source);
        json.WriteString("ip_address", "");
        json.WriteString("date_added", Time(row.Added));
    }

    /// <summary>A hit of the search in all lists: lower-case email, and the list.</summary>
    public static void Hit(Utf8JsonWriter json, MailWizzSubscriber row)
    {
        json.WriteString("subscriber_uid", row.Uid);
        json.WriteString("email", row.Email);
        json.WriteString("status", row.Status);
        json.WriteString("source", row.Source);
        json.WriteString("ip_address", "");
        json.WriteStartObject("list");
        json.WriteString("list_uid", row.List.Uid);
        json.WriteString("display_name", row.List.Name);
        json.WriteString("name", row.List.Name);
        json.WriteEndObject();
        json.WriteString("date_added", Time(row.Added));
    }

    public static void Updated(Utf8JsonWriter json, MailWizzSubscriber row)
    {
        json.WriteString("subscriber_uid", row.Uid);
        json.WriteString("email", row.Email);
        json.WriteString("ip_address", "");
        json.WriteString("source", row.Source);
        json.WriteString("date_added", Time(row.Added));
    }

    public static void Campaign(Utf8JsonWriter json, MailWizzCampaign campaign)
    {
        json.WriteString("campaign_uid", campaign.Uid);
        json.WriteString("campaign_id", campaign.Id.ToString(CultureInfo.InvariantCulture));
        json.WriteString("type", "regular");
        json.WriteString("name", campaign.Name);
        json.WriteString("status", "sent");
        json.WriteStartObject("group");
        json.WriteEndObject();
        json.WriteString("from_name", campaign.List.Customer.Name);
        json.WriteString("subject", campaign.Subject);
        json.WriteString("send_at", Time(campaign.SendAt));
        json.WriteStartObject("list");
        json.WriteString("list_uid", campaign.List.Uid);
        json.WriteString("name", campaign.List.Name);
        json.WriteNumber("subscribers_count", campaign.List.Rows.Count);
        json.WriteEndObject();
        json.WriteStartObject("segment");
        json.WriteEndObject();
    }

    public static void Bounce(Utf8JsonWriter json, MailWizzBounce bounce)
    {
        json.WriteString("message", bounce.Message);
        json.WriteString("processed", "no");
        json.WriteString("bounce_type", bounce.Type);
        WriteSubscriber(json, bounce.Subscriber);
    }

    public static void Unsubscribe(Utf8JsonWriter json, MailWizzUnsubscribe row)
    {
        json.WriteString("ip_address", row.IpAddress);
        json.WriteString("user_agent", row.UserAgent);
        json.WriteString("reason", row.Reason);
        json.WriteString("note", "");
        json.WriteString("date_added", Time(row.Time));
        WriteSubscriber(json, row.Subscriber);
    }

    public static void Delivery(Utf8JsonWriter json, MailWizzDelivery row)
    {
        json.WriteStartObject("campaign");
        json.WriteString("campaign_uid", row.Campaign.Uid);
        json.WriteStartObject("list");
        json.WriteString("list_uid", row.Campaign.List.Uid);
        json.WriteEndObject();
        json.WriteEndObject();
        WriteSubscriber(json, row.Subscriber);
        json.WriteString("message", row.Message);
        json.WriteString("retries", "0");
        json.WriteString("max_retries", "3");
        json.WriteString("email_message_id", row.EmailMessageId);
        json.WriteString("delivery_confirmed", "yes");
        json.WriteString("status", "success");
        json.WriteString("date_added", Time(row.Time));
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static void WriteSubscriber(Utf8JsonWriter json, MailWizzSubscriber row)
    {
        json.WriteStartObject("subscriber");
        json.WriteString("subscriber_uid", row.Uid);
        json.WriteString("email", row.Email);
        json.WriteEndObject();
    }
}
