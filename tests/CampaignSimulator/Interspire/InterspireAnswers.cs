using System.Xml.Linq;

namespace CampaignSimulator;

/// <summary>The response envelope. The status is always in the XML; HTTP says 200.</summary>
internal static class InterspireAnswers
{
    public static Answer Success(params object[] data) =>
        Response(new XElement("status", "SUCCESS"), new XElement("data", data));

    public static Answer Failed(string message) =>
        Response(new XElement("status", "FAILED"), new XElement("errormessage", message));

    public static Answer Error(string message) =>
        Response(new XElement("status", "ERROR"), new XElement("errormessage", message));

    private static Answer Response(params object[] content) => Answer.Text(
        200,
        Answer.Xml,
        "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n" + new XElement("response", content).ToString(SaveOptions.DisableFormatting) + "\n");
}
