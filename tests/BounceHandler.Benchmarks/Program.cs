using BenchmarkDotNet.Running;
using BounceHandler.Benchmarks.Processes;

// parts [options of BenchmarkDotNet]   the hops of a record, each by itself, in this process
// processes [name…]                    the published programs as their users run them; tests/measure does it all
return args switch
{
    ["parts", .. var rest] => Parts(rest),
    ["processes", .. var names] => await Figures.RunAsync(names, Environment.GetEnvironmentVariable("BOUNCEHANDLER_BIN")),
    _ => Usage(),
};

static int Parts(string[] rest)
{
    BenchmarkSwitcher.FromAssembly(typeof(Figures).Assembly).Run(rest.Length > 0 ? rest : ["--filter", "*"]);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("""
        parts [options of BenchmarkDotNet]     for example: parts --filter '*Reading*'
        processes [scan spool delivery idle unsubscribe]     BOUNCEHANDLER_BIN names the directory of the published programs
        """);
    return 64;
}
