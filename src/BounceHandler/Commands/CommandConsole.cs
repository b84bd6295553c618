namespace BounceHandler.Commands;

/// <summary>Where results and errors go. Neither ever throws: a closed standard output or error does not end the process.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Errors and progress.</param>
public sealed record CommandConsole(TextWriter Out, TextWriter Error);
