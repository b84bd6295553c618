using System.Text.Json;

namespace CampaignSimulator;

/// <summary>The envelope of every answer: success with data, or an error as a sentence or an object.</summary>
internal static class MailWizzAnswers
{
    public static Answer Success() => Answer.WriteJson(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("status", "success");
        json.WriteEndObject();
    });

    public static Answer Data(Action<Utf8JsonWriter> write, int status = 200) => Answer.WriteJson(status, json =>
    {
        json.WriteStartObject();
        json.WriteString("status", "success");
        json.WriteStartObject("data");
        write(json);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    public static Answer Record(Action<Utf8JsonWriter> write, int status = 200) => Data(
        json =>
        {
            json.WriteStartObject("record");
            write(json);
            json.WriteEndObject();
        },
        status);

    public static Answer Error(int status, string message) => Answer.WriteJson(status, json =>
    {
        json.WriteStartObject();
        json.WriteString("status", "error");
        json.WriteString("error", message);
        json.WriteEndObject();
    });

    /// <summary>A field that does not validate. PHP prints field and messages as an object, or older versions the message alone.</summary>
    public static Answer Invalid(MailWizzOptions options, string field, string message) => !options.ErrorsAsObject
        ? Error(400, message)
        : Answer.WriteJson(400, json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "error");
            json.WriteStartObject("error");
            json.WriteStartArray(field);
            json.WriteStringValue(message);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        });

    public static Answer EmailMissing { get; } = Error(400, "Please provide the subscriber email address.");

    public static Answer ListMissing { get; } = Error(404, "The subscribers list does not exist.");

    public static Answer SubscriberMissing { get; } = Error(404, "The subscriber does not exist!");

    public static Answer SubscriberNotInList { get; } = Error(404, "The subscriber does not exist in this list.");

    public static Answer CampaignMissing { get; } = Error(404, "The campaign does not exist!");
}
