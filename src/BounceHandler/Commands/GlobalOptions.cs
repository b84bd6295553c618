namespace BounceHandler.Commands;

/// <summary>Options that stand before or after any subcommand.</summary>
/// <param name="Debug">Log to standard error, with debug lines, and to no file.</param>
/// <param name="LogFile">Log file instead of the configured one; null: as configured.</param>
/// <param name="Configuration">Configuration file; null: where it usually is.</param>
public sealed record GlobalOptions(bool Debug, string? LogFile, string? Configuration);
