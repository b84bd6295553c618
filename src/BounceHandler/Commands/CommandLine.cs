using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using BounceHandler.Maildrop;

namespace BounceHandler.Commands;

/// <summary>The command line: one root command that processes standard input, and a subcommand for everything else.</summary>
internal sealed class CommandLine
{
    private const string Examples =
        """

        Examples:
          cat bounce.csv | bouncehandler --debug          process a file and watch it
          bouncehandler --dry-run < bounce.csv            show what would be done, change nothing
          bouncehandler replay /var/log/pmta/done/*.csv   close a gap; what was processed is not done again
          bouncehandler status                            is it working?
          bouncehandler history someone@example.com       what was done about an address, and why
          bouncehandler config check                      check the configuration and ask every provider once
        """;

    private readonly Option<bool> _debug = new("--debug", "-d")
    {
        Description = "Log to standard error, with debug lines, and not to a file.",
        Recursive = true,
    };

    private readonly Option<string?> _logFile = new("--logfile", "-l")
    {
        Description = "Log file instead of the configured one.",
        HelpName = "PATH",
        Recursive = true,
    };

    private readonly Option<string?> _configuration = new("--config", "-c")
    {
        Description = "Configuration file. Without it: $BOUNCEHANDLER_CONFIG, bouncehandler.json beside the program, "
            + "/etc/bouncehandler/bouncehandler.json, else built-in defaults.",
        HelpName = "PATH",
        Recursive = true,
    };

    private readonly RootCommand _root;

    public CommandLine(IReadOnlyList<Func<CommandLine, Command>> subcommands, Action<CommandLine, RootCommand> defaultCommand)
    {
        _root = new RootCommand(
            "Reads PowerMTA accounting records, or a plain list of addresses, on standard input and takes every address that does not exist "
            + "any more off the lists of MailWizz and Interspire.");
        _root.Options.Add(_debug);
        _root.Options.Add(_logFile);
        _root.Options.Add(_configuration);
        defaultCommand(this, _root);
        foreach (var subcommand in subcommands)
            _root.Subcommands.Add(subcommand(this));
        var help = _root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
    }

    /// <summary>The options given before or after the subcommand.</summary>
    public GlobalOptions Options(ParseResult result) =>
        new(result.GetValue(_debug), result.GetValue(_logFile), result.GetValue(_configuration));

    /// <summary>Writes the help of the root command.</summary>
    public void WriteHelp(CommandConsole console) =>
        _root.Parse(["--help"]).Invoke(new InvocationConfiguration { Output = console.Out, Error = console.Error });

    /// <summary>Parses and runs. Anything that is not understood is an error, 64, and nothing is done.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandConsole console)
    {
        // Without response files: no argument, whoever wrote it, makes us read a file.
        var result = _root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var errors = result.Errors.Select(error => error.Message).ToList();
        if (errors.Count == 0)
            errors.AddRange(MisplacedOptions(result).Concat(UnknownOptions(result)));
        if (errors.Count > 0)
        {
            errors.ForEach(error => console.Error.WriteLine(LogLine.Escape(error)));
            console.Error.WriteLine("Try: bouncehandler --help");
            return ExitCodes.Usage;
        }

        return await result.InvokeAsync(new InvocationConfiguration
        {
            Output = console.Out,
            Error = console.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }

    // A command looks at its own options only: "--dry-run undo" must not undo.
    private static IEnumerable<string> MisplacedOptions(ParseResult result)
    {
        var command = result.CommandResult;
        for (var outer = command.Parent as CommandResult; outer is not null; outer = outer.Parent as CommandResult)
        {
            foreach (var option in outer.Command.Options.Where(option => !option.Recursive && option.Action is null && result.GetResult(option) is { Implicit: false }))
            {
                yield return command.Command.Options.Any(own => own.Name == option.Name)
                    ? $"{option.Name} belongs behind \"{command.Command.Name}\""
                    : $"\"{command.Command.Name}\" has no {option.Name}";
            }
        }
    }

    // Where a command takes arguments the parser takes a mistyped option for one of them. After "--" everything is an argument, and what
    // follows an option is its value, such as a reply "-ERR …"; only a path that begins so is a mistake.
    private IEnumerable<string> UnknownOptions(ParseResult result)
    {
        var literal = result.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Count(token => token.Type == TokenType.Argument);
        return result.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).SkipLast(literal)
            .Concat(new Option[] { _logFile, _configuration }.SelectMany(option => result.GetResult(option)?.Tokens ?? []))
            .Where(token => token.Value.Length > 1 && token.Value[0] == '-')
            .Select(token => $"Unknown option: {token.Value}");
    }

    private sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
    {
        // Who asks how a command is written need not have written it right.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var code = help.Invoke(parseResult);
            if (parseResult.CommandResult.Command is RootCommand)
                parseResult.InvocationConfiguration.Output.WriteLine(Examples);
            return code;
        }
    }
}
