using System.Collections.Frozen;

namespace BounceHandler.Classification.Brake;

/// <summary>
/// The domain that somebody has registered, of a host name: its last two labels, or three under a registry's second level. An approximation that serves
/// for mail exchangers: where the table below does not know a registry's second level, hosts of several owners fall into one group.
/// </summary>
public static class RegisteredDomain
{
    // Second levels of registries under which mailbox providers are found. The whole list (publicsuffix.org) has ten thousand.
    private static readonly FrozenSet<string> SecondLevels = FrozenSet.Create(
        StringComparer.Ordinal,
        "co.uk", "org.uk", "me.uk", "ltd.uk", "plc.uk", "net.uk", "sch.uk", "ac.uk", "gov.uk", "nhs.uk", "police.uk",
        "com.au", "net.au", "org.au", "edu.au", "gov.au", "id.au", "asn.au", "co.nz", "net.nz", "org.nz", "ac.nz", "govt.nz", "school.nz",
        "co.jp", "ne.jp", "or.jp", "ac.jp", "ad.jp", "ed.jp", "go.jp", "gr.jp", "lg.jp", "co.kr", "or.kr", "ne.kr", "re.kr", "ac.kr", "go.kr", "pe.kr",
        "com.br", "net.br", "org.br", "gov.br", "edu.br", "ind.br", "adv.br", "com.ar", "net.ar", "org.ar", "gob.ar", "edu.ar",
        "com.mx", "net.mx", "org.mx", "gob.mx", "edu.mx", "com.co", "net.co", "org.co", "edu.co", "gov.co", "com.pe", "com.ve", "com.ec", "com.uy", "com.py",
        "com.cn", "net.cn", "org.cn", "edu.cn", "gov.cn", "com.hk", "net.hk", "org.hk", "edu.hk", "com.tw", "net.tw", "org.tw", "edu.tw", "gov.tw",
        "com.sg", "net.sg", "org.sg", "edu.sg", "com.my", "net.my", "org.my", "edu.my", "com.ph", "co.th", "in.th", "ac.th", "com.vn", "co.id", "or.id", "ac.id",
        "co.in", "net.in", "org.in", "ac.in", "gov.in", "nic.in", "firm.in", "gen.in", "com.pk", "com.bd", "com.np", "com.lk",
        "co.za", "org.za", "net.za", "ac.za", "gov.za", "web.za", "co.ke", "or.ke", "ac.ke", "com.ng", "com.gh", "co.tz", "co.ug", "co.zw", "com.eg", "co.ma",
        "com.tr", "net.tr", "org.tr", "edu.tr", "gov.tr", "co.il", "org.il", "net.il", "ac.il", "gov.il", "com.sa", "net.sa", "com.kw", "com.qa", "com.lb", "co.ae",
        "com.pl", "net.pl", "org.pl", "edu.pl", "gov.pl", "waw.pl", "com.ua", "net.ua", "org.ua", "kiev.ua", "com.ru", "msk.ru", "spb.ru", "com.gr", "com.cy",
        "com.pt", "com.es", "nom.es", "org.es", "com.mt", "co.at", "or.at", "ac.at", "gv.at", "com.ro", "com.hr", "co.rs", "co.hu", "com.kz", "com.by");

    /// <summary>The registered domain, lower case; an IP address and a name without a dot as they are.</summary>
    /// <param name="host">A host name, with or without a dot at its end.</param>
    public static string Of(string host)
    {
        var name = host.TrimEnd('.').ToLowerInvariant();
        var labels = name.Split('.');
        if (labels.Length <= 2 || name.Contains(':') || (labels[^1].Length > 0 && labels[^1].All(char.IsAsciiDigit)))
            return name;
        var lastTwo = $"{labels[^2]}.{labels[^1]}";
        return SecondLevels.Contains(lastTwo) ? $"{labels[^3]}.{lastTwo}" : lastTwo;
    }
}
