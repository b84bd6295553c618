using System.Diagnostics;
using System.Runtime.CompilerServices;
using BounceHandler.EndToEnd.Harness;

namespace BounceHandler.Tests;

/// <summary>Runs many cases, few thousand in every test run and millions in the long form. Each has random numbers of its own, so that one alone can be had again.</summary>
internal static class Fuzz
{
    /// <summary>Runs cases one after the other; the first that fails says its number.</summary>
    /// <param name="shortForm">Cases in every test run.</param>
    /// <param name="longForm">Cases in the long form.</param>
    /// <param name="read">One case.</param>
    /// <param name="name">Names the figures.</param>
    public static void Run(int shortForm, int longForm, Action<Random> read, [CallerMemberName] string name = "")
    {
        var cases = Effort.Of(shortForm, longForm);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < cases; i++)
        {
            try
            {
                read(Numbers(i));
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"{name}: case {i} of seed {Effort.Seed}: {error.Message}", error);
            }
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Effort.Report($"{name}: {cases} cases, {cases / seconds:F0} a second");
    }

    // Seeds that follow each other begin alike; mixed they do not (SplitMix64).
    private static Random Numbers(int number)
    {
        var mixed = unchecked(((ulong)(uint)Effort.Seed << 32 | (uint)number) * 0x9E3779B97F4A7C15);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        return new Random((int)(mixed >> 33));
    }
}
