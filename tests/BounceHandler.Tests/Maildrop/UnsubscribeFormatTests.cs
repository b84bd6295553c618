using BounceHandler.Maildrop;

namespace BounceHandler.Tests.Maildrop;

public class UnsubscribeFormatTests
{
    [Fact]
    public void The_first_format_that_understands_the_address_wins_and_names_all_its_providers()
    {
        UnsubscribeFormat[] formats =
        [
            Format("{subscriber}@never.example", "never"), Format(AddressFormat.MailWizz, "one"), Format("{subscriber}.{list}.x@*", "later"),
            Format(AddressFormat.MailWizz, "two"),
        ];
        var address = UnsubscribeFormat.Match(formats, "a.b.x@fbl.example");
        Assert.Equal(AddressFormat.MailWizz, address!.Format);
        Assert.Equal(["one", "two"], address.Providers);
    }

    [Fact]
    public void Without_formats_nothing_is_understood() => Assert.Null(UnsubscribeFormat.Match([], "a.b.c@x"));

    private static UnsubscribeFormat Format(string text, string provider) =>
        new(AddressFormat.TryCompile(text, out var format, out var error) ? format : throw new ArgumentException(error), provider, HasSecret: false);
}
