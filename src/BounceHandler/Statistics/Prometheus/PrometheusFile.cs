using System.Globalization;
using System.Text;

namespace BounceHandler.Statistics.Prometheus;

/// <summary>
/// The file that node_exporter's textfile collector reads: whole or not there, never half. Everybody may read it (0644); it names nobody.
/// </summary>
public static class PrometheusFile
{
    private const UnixFileMode ReadableByAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Replaces the file. The temporary one beside it does not end in <c>.prom</c>, so that the collector passes it over.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public static void Replace(string path, string text)
    {
        var full = Path.GetFullPath(path);
        var temporary = string.Create(CultureInfo.InvariantCulture, $"{full}.{Environment.ProcessId}.tmp");
        File.Delete(temporary); // left by a process that had our number and died
        try
        {
            using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                RandomAccess.Write(file, Encoding.UTF8.GetBytes(text), 0);
                // Whatever the umask says.
                File.SetUnixFileMode(file, ReadableByAll);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
