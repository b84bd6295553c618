using CampaignSimulator;

SimulatorArguments arguments;
string[] addresses;
try
{
    arguments = SimulatorArguments.Parse(args);
    addresses = arguments.SeedFile is null
        ? [.. DemoData.Addresses]
        : [.. File.ReadLines(arguments.SeedFile).Select(line => line.Trim()).Where(line => line.Length > 0)];
}
catch (Exception mistake) when (mistake is FormatException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(mistake.Message);
    Console.Error.WriteLine(SimulatorArguments.Usage);
    return 64;
}

if (arguments.Help)
{
    Console.WriteLine(SimulatorArguments.Usage);
    return 0;
}

CampaignServer started;
try
{
    started = await CampaignServer.StartAsync(new CampaignServerOptions
    {
        Port = arguments.Port,
        MailWizz = new MailWizzOptions { Mode = arguments.Mode, Base = arguments.Base },
    });
}
catch (IOException taken)
{
    Console.Error.WriteLine($"{taken.Message} Another --port will do.");
    return 1;
}

await using var server = started;
DemoData.Seed(server, arguments.Lists, addresses);
server.Faults.SetLatency(TimeSpan.FromMilliseconds(arguments.LatencyMilliseconds));
server.Log.Keep = !arguments.CountOnly;
Console.Write(Banner.For(server));
if (!arguments.CountOnly) server.Log.Completed = request => Console.WriteLine(Banner.Line(request));
await server.WaitForShutdownAsync();
return 0;
