namespace UnsubHandler;

/// <summary>Answers --help and --version, but only where nothing else was asked: beside an address they are remote text.</summary>
internal static class Usage
{
    private const string Help =
        """
        unsubhandler: takes one List-Unsubscribe mail from PowerMTA on standard input and hands the request to bouncehandler.

        Usage: unsubhandler [options] --to=ADDRESS < mail

          -t, --to=ADDRESS        address that the mail was sent to (PowerMTA: "$to"); required
          -f, --from=ADDRESS      envelope sender; kept for the record
          -l, --logfile=PATH      log file instead of the configured one
          -c, --config=PATH       configuration file
          -d, --debug             log to standard error instead of a file
              --help, --version

        Put --logfile, --config and --debug first: where they could be part of an address they are ignored.
        Exit codes: 0 the request is safely kept; 75 it is not, and PowerMTA must try again.

        Example, in PowerMTA's configuration:
          <domain fbl-unsub.example.com>
              type pipe
              command "/opt/pmta/bouncehandler/unsubhandler --logfile=/var/log/pmta/unsubhandler.log --to=\"$to\""
          </domain>
        """;

    /// <summary>The text asked for, or null where there is work to do.</summary>
    public static string? Answer(string[] args) => args switch
    {
        ["--help" or "-h" or "-?"] => Help,
        ["--version"] => typeof(Usage).Assembly.GetName().Version?.ToString(3),
        _ => null,
    };
}
