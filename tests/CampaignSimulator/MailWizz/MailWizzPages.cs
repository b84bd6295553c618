using System.Globalization;
using System.Text.Json;

namespace CampaignSimulator;

/// <summary>A page of a collection: ten records unless asked otherwise, and where the neighbours are.</summary>
internal static class MailWizzPages
{
    /// <summary>The search in all lists prints its count as a number; every other collection prints a string.</summary>
    public static Answer Of<T>(SimulatorRequest request, IReadOnlyList<T> all, Action<Utf8JsonWriter, T> write, bool countIsNumber = false)
    {
        var page = Math.Max(1, Number(request, "page", 1));
        var perPage = Math.Max(1, Number(request, "per_page", 10));
        var pages = Math.Max(1, (all.Count + perPage - 1) / perPage);

        return MailWizzAnswers.Data(json =>
        {
            if (countIsNumber) json.WriteNumber("count", all.Count);
            else json.WriteString("count", all.Count.ToString(CultureInfo.InvariantCulture));
            json.WriteNumber("total_pages", pages);
            json.WriteNumber("current_page", page);
            WriteNeighbour(json, "next_page", page < pages ? page + 1 : null);
            WriteNeighbour(json, "prev_page", page > 1 ? page - 1 : null);
            json.WriteStartArray("records");
            var first = (page - 1L) * perPage;
            for (var index = first; index < Math.Min(all.Count, first + perPage); index++)
            {
                json.WriteStartObject();
                write(json, all[(int)index]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static int Number(SimulatorRequest request, string name, int otherwise) =>
        int.TryParse(request.QueryField(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static void WriteNeighbour(Utf8JsonWriter json, string name, int? page)
    {
        if (page is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
