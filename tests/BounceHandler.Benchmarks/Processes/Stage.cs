using System.Text.Json.Nodes;

namespace BounceHandler.Benchmarks.Processes;

/// <summary>A directory of its own for one measurement: state, log, configuration, input.</summary>
internal sealed class Stage : IDisposable
{
    private readonly string _programs;

    public Stage(string programs)
    {
        _programs = programs;
        Root = Directory.CreateTempSubdirectory("bouncehandler-measure-").FullName;
    }

    /// <summary>The directory.</summary>
    public string Root { get; }

    /// <summary>The published programs.</summary>
    public string BounceHandler => Path.Combine(_programs, "bouncehandler");

    public string UnsubHandler => Path.Combine(_programs, "unsubhandler");

    /// <summary>A path in the directory.</summary>
    public string In(string name) => Path.Combine(Root, name);

    /// <summary>Writes a configuration and returns its path.</summary>
    /// <param name="endpoint">Of MailWizz; null: the local suppression list alone.</param>
    /// <param name="concurrency">Calls at once.</param>
    /// <param name="drainSeconds">How long to deliver after the input's end.</param>
    /// <param name="brake">Waves are held; else everything is let through, as so many removals in so short a time would not be.</param>
    public string Configure(string? endpoint, int concurrency = 4, int drainSeconds = 0, bool brake = false)
    {
        var settings = new JsonObject
        {
            ["stateDirectory"] = In("state"),
            ["log"] = new JsonObject { ["file"] = In("log") },
            ["delivery"] = new JsonObject { ["drainSeconds"] = drainSeconds },
            ["brake"] = new JsonObject { ["enabled"] = brake },
        };
        if (endpoint is not null)
        {
            settings["providers"] = new JsonObject
            {
                ["mailwizz"] = new JsonObject
                {
                    ["type"] = "mailwizz",
                    ["endpoint"] = endpoint,
                    ["apiKey"] = Simulator.ApiKey,
                    ["senders"] = new JsonArray("campaign@mailwizz.example"),
                    ["concurrency"] = concurrency,
                },
                ["suppressions"] = new JsonObject { ["type"] = "suppression-list", ["enabled"] = false },
            };
        }

        var path = In("bouncehandler.json");
        File.WriteAllText(path, settings.ToJsonString());
        return path;
    }

    /// <summary>Forgets state and log, so that the next run begins as this one did.</summary>
    public void Clear()
    {
        if (Directory.Exists(In("state")))
            Directory.Delete(In("state"), recursive: true);
        File.Delete(In("log"));
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
