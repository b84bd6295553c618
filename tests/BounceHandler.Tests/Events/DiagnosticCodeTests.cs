using BounceHandler.Events;

namespace BounceHandler.Tests.Events;

public sealed class DiagnosticCodeTests
{
    private static readonly Mutant Mutants = new(
        ["smtp;550 5.1.1 user unknown", "X-PMTA;bounce-queue", "550-5.7.1 [10.0.0.1] blocked; see https://x.example", "smtp; 421 4.7.0 try later", "smtp;550 #5.1.1 gone"], "5.1.1", "550 ", "smtp;", "#", "9.9.9", "٥");

    [Theory]
    [InlineData("smtp;550 5.1.1 user unknown", "smtp", "550 5.1.1 user unknown", 550, "5.1.1")]
    [InlineData("SMTP; 421 4.7.0 try later", "smtp", "421 4.7.0 try later", 421, "4.7.0")]
    [InlineData("smtp;550-5.1.1 The email account", "smtp", "550-5.1.1 The email account", 550, "5.1.1")]
    [InlineData("smtp;550 user unknown", "smtp", "550 user unknown", 550, null)]
    [InlineData("smtp;550", "smtp", "550", 550, null)]
    [InlineData("smtp;550 #5.1.1 gone", "smtp", "550 #5.1.1 gone", 550, "5.1.1")]
    [InlineData("smtp;5.2.2 over quota", "smtp", "5.2.2 over quota", null, "5.2.2")]
    [InlineData("smtp;5501 is no code", "smtp", "5501 is no code", null, null)]
    [InlineData("smtp;150 no such class", "smtp", "150 no such class", null, null)]
    [InlineData("smtp;650 no such class", "smtp", "650 no such class", null, null)]
    [InlineData("x-pmta;bounce-queue", "x-pmta", "bounce-queue", null, null)]
    [InlineData("x-notes; 550; still text", "x-notes", "550; still text", null, null)]
    [InlineData("550 5.1.1 no type; but a semicolon", "", "550 5.1.1 no type; but a semicolon", 550, "5.1.1")]
    [InlineData("no type at all", "", "no type at all", null, null)]
    [InlineData(";text", "", ";text", null, null)]
    [InlineData("smtp;", "smtp", "", null, null)]
    [InlineData("", "", "", null, null)]
    public void Type_text_and_codes_are_told_apart(string diagnostic, string type, string text, int? reply, string? status)
    {
        var code = DiagnosticCode.Parse(diagnostic);

        Assert.Equal((type, text), (code.Type, code.Text));
        Assert.Equal(reply, code.SmtpReplyCode);
        Assert.Equal(status, code.EnhancedStatus?.ToString());
    }

    [Fact]
    public void A_text_without_a_type_in_its_first_words_is_not_searched_to_its_end()
    {
        var long1 = new string('a', 100_000) + ";text";

        Assert.Equal(new DiagnosticCode("", long1), DiagnosticCode.Parse(long1));
    }

    [Fact]
    [Trait("Proof", "hostile")]
    public void Whatever_strangers_write_is_read_without_an_error() => Fuzz.Run(20_000, 900_000, random =>
    {
        var text = random.Next(2) == 0 ? RandomText.Of(random, "smtpx-;; \t550.#\0é\ud83d", 24) : Mutants.Of(random);
        var code = DiagnosticCode.Parse(text);
        Assert.True(code.SmtpReplyCode is null or (>= 200 and <= 599));
        Assert.True(code.EnhancedStatus is null or { Class: 2 or 4 or 5, Subject: >= 0 and <= 999, Detail: >= 0 and <= 999 });
        Assert.Matches("^[a-z0-9._-]*$", code.Type);
        Assert.True(text.EndsWith(code.Text, StringComparison.Ordinal) || text.Trim() == code.Text || text.TrimEnd().EndsWith(code.Text, StringComparison.Ordinal), text);
    });
}
