using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CampaignSimulator;

/// <summary>The fields of a multipart/form-data body; files are read as fields, which is all the campaign tools need.</summary>
internal static class MultipartForm
{
    public static async Task<List<KeyValuePair<string, string>>> ParseAsync(byte[] body, string contentType)
    {
        var fields = new List<KeyValuePair<string, string>>();
        if (!MediaTypeHeaderValue.TryParse(contentType, out var media)) return fields;
        var boundary = HeaderUtilities.RemoveQuotes(media.Boundary).Value;
        if (string.IsNullOrEmpty(boundary)) return fields;

        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(body));
            while (await reader.ReadNextSectionAsync() is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)) continue;
                using var text = new StreamReader(section.Body);
                PhpQuery.Set(fields, HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "", await text.ReadToEndAsync());
            }
        }
        catch (IOException)
        {
            // A form that ends in mid-field yields what was complete, as PHP does.
        }

        return fields;
    }
}
