using System.Globalization;

namespace CampaignSimulator;

/// <summary>The command line.</summary>
internal sealed class SimulatorArguments
{
    public const string Usage = """
        A MailWizz and Interspire look-alike on this machine.

          --port N          port, default 8025; 0 takes any free one
          --latency-ms N    every answer takes at least this long, default 0
          --lists N         lists on each system, default 2
          --seed FILE       addresses to put on every list, one a line; default: six examples
          --mode MODE       how MailWizz authenticates: v2 (default), v1-signed, v1-unsigned
          --base FORM       the form of its address: both (default), clean, index.php
          --count-only      count requests, neither keep nor print them: for benchmarks
          --help
        """;

    public int Port { get; private set; } = 8025;

    public int LatencyMilliseconds { get; private set; }

    public int Lists { get; private set; } = 2;

    public string? SeedFile { get; private set; }

    public bool CountOnly { get; private set; }

    public bool Help { get; private set; }

    public MailWizzMode Mode { get; private set; } = MailWizzMode.V2;

    public MailWizzBase Base { get; private set; } = MailWizzBase.Both;

    public static SimulatorArguments Parse(string[] args)
    {
        var parsed = new SimulatorArguments();
        var rest = new Queue<string>(args);
        while (rest.TryDequeue(out var option))
            parsed.Take(option, () => rest.TryDequeue(out var value) ? value : throw new FormatException($"{option} needs a value."));
        return parsed;
    }

    private void Take(string option, Func<string> value)
    {
        switch (option)
        {
            case "--port": Port = Number(value()); break;
            case "--latency-ms": LatencyMilliseconds = Number(value()); break;
            case "--lists": Lists = Number(value()); break;
            case "--seed": SeedFile = value(); break;
            case "--count-only": CountOnly = true; break;
            case "--help" or "-h": Help = true; break;
            case "--mode":
                Mode = value() switch
                {
                    "v2" => MailWizzMode.V2,
                    "v1-signed" => MailWizzMode.V1Signed,
                    "v1-unsigned" => MailWizzMode.V1Unsigned,
                    var other => throw new FormatException($"--mode is v2, v1-signed or v1-unsigned, not {other}."),
                };
                break;
            case "--base":
                Base = value() switch
                {
                    "both" => MailWizzBase.Both,
                    "clean" => MailWizzBase.CleanUrls,
                    "index.php" => MailWizzBase.IndexPhp,
                    var other => throw new FormatException($"--base is both, clean or index.php, not {other}."),
                };
                break;
            default: throw new FormatException($"There is no option {option}.");
        }
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new FormatException($"{text} is no number.");
}
