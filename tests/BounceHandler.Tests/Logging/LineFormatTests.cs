using System.Text.Json;
using BounceHandler.Configuration;
using BounceHandler.Logging;

namespace BounceHandler.Tests.Logging;

public sealed class LineFormatTests : IDisposable
{
    private readonly LogDirectory _directory = new();

    // Not listed one by one at discovery: half a surrogate pair does not survive the way to the runner and back.
    public static TheoryData<string, string> HostileText => new()
    {
        { "a\n[29/May/2016:09:46:44] forged", "a\\x0A[29/May/2016:09:46:44] forged" },
        { "a\r\nb", "a\\x0D\\x0Ab" },
        { "\u001b[2J\u0007\u0000\u007f", "\\x1B[2J\\x07\\x00\\x7F" },
        { "\u0085\u009b31m", "\\x85\\x9B31m" },
        { "\u2028x\u2029", "\\u{2028}x\\u{2029}" },
        { "\u202egpj.exe\u2066\u200f", "\\u{202E}gpj.exe\\u{2066}\\u{200F}" },
        { "\ud800x\udc00", "\\u{D800}x\\u{DC00}" },
        { "\"quoted\" {Braces} {@x} ü \U0001F600", "\"quoted\" {Braces} {@x} ü \U0001F600" },
    };

    [Theory]
    [MemberData(nameof(HostileText), DisableDiscoveryEnumeration = true)]
    public void A_value_cannot_forge_a_line(string value, string shown)
    {
        using (var log = _directory.Open())
            log.Logger.Information("to={Recipient}.", value);
        Assert.Equal([$"[29/May/2016:09:46:44] to={shown}."], _directory.Lines());
    }

    [Theory]
    [MemberData(nameof(HostileText), DisableDiscoveryEnumeration = true)]
    public void A_json_line_shows_the_same_and_keeps_the_original_as_a_property(string value, string shown)
    {
        var json = Json(log => log.Information("to={Recipient}.", value));
        Assert.Equal($"to={shown}.", json.GetProperty("@m").GetString());
        Assert.Equal(value.StartsWith('\ud800') ? "\ufffdx\ufffd" : value, json.GetProperty("Recipient").GetString());
        Assert.Equal(BounceHandler.Maildrop.LogLine.Escape(_directory.Lines()[0]), _directory.Lines()[0]);
    }

    [Fact]
    public void The_words_of_the_template_stand_as_they_are()
    {
        using (var log = _directory.Open())
            log.Logger.Information("   {{x}} {Number} {When:HH:mm} {Nothing} {Missing}", 1.5, _directory.Time.GetUtcNow(), null);
        Assert.Equal(["[29/May/2016:09:46:44]    {x} 1.5 07:46  {Missing}"], _directory.Lines());
    }

    [Fact]
    public void Warnings_and_errors_are_marked()
    {
        using (var log = _directory.Open())
        {
            log.Logger.Warning("w");
            log.Logger.Error("e");
        }

        Assert.Equal(["[29/May/2016:09:46:44] WARNING: w", "[29/May/2016:09:46:44] ERROR: e"], _directory.Lines());
    }

    [Fact]
    public void An_exception_is_one_line()
    {
        using (var log = _directory.Open())
            log.Logger.Error(new InvalidOperationException("one\ntwo"), "Unexpected");
        Assert.Equal(["[29/May/2016:09:46:44] ERROR: Unexpected: InvalidOperationException: one\\x0Atwo"], _directory.Lines());
    }

    [Fact]
    public void Json_carries_utc_level_exception_and_numbers()
    {
        var json = Json(log => log.Error(new InvalidOperationException("one\ntwo"), "attempt {Attempts} {Provider}", 3, "mailwizz"));
        Assert.Equal("2016-05-29T07:46:44.0000000Z", json.GetProperty("@t").GetString());
        Assert.Equal("Error", json.GetProperty("@l").GetString());
        Assert.Equal("attempt 3 mailwizz", json.GetProperty("@m").GetString());
        Assert.Contains("one\ntwo", json.GetProperty("@x").GetString(), StringComparison.Ordinal);
        Assert.Equal(3, json.GetProperty("Attempts").GetInt32());
    }

    [Fact]
    public void The_event_id_names_the_kind_of_line_whatever_its_values()
    {
        using (var log = _directory.Open(new LogOptions { File = _directory.File, Format = LogFormat.Json }))
        {
            log.Logger.Information("to={Recipient}", "a");
            log.Logger.Information("to={Recipient}", "b");
        }

        Assert.Single(_directory.Lines().Select(line => JsonDocument.Parse(line).RootElement.GetProperty("@i").GetString()).Distinct());
    }

    public void Dispose() => _directory.Dispose();

    private JsonElement Json(Action<Serilog.ILogger> write)
    {
        using (var log = _directory.Open(new LogOptions { File = _directory.File, Format = LogFormat.Json }))
            write(log.Logger);
        using var document = JsonDocument.Parse(Assert.Single(_directory.Lines()));
        return document.RootElement.Clone();
    }
}
