using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace BounceHandler.EndToEnd.Harness;

/// <summary>A real mail server (python3-aiosmtpd) on a port of its own, which keeps what it is sent. Belongs to two test projects.</summary>
internal sealed class SmtpServer : IDisposable
{
    // The distribution's own: another one on the path does not see its packages.
    private const string Python = "/usr/bin/python3";

    private readonly Process _process;
    private readonly string _directory;

    private SmtpServer(Process process, string directory, X509Certificate2 authority, int port)
    {
        _process = process;
        _directory = directory;
        Authority = authority;
        Port = port;
    }

    /// <summary>It listens on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Who signed the server's certificate, which is for "localhost".</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>The authority as a file, for SSL_CERT_FILE.</summary>
    public string AuthorityPath => Path.Combine(_directory, "authority.pem");

    /// <summary>How many mails have come.</summary>
    public int Count => Directory.GetFiles(_directory, "*.eml").Length;

    /// <summary>Starts one; skips the test where python3-aiosmtpd is not installed, unless all tools must be there.</summary>
    /// <param name="modes">Words of smtp_server.py, parted by commas.</param>
    public static SmtpServer Start(string modes = "plain")
    {
        if (!IsInstalled())
        {
            const string Reason = "python3-aiosmtpd is not installed";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("BOUNCEHANDLER_ALL_TOOLS") == "1", Reason);
            Assert.Fail(Reason);
        }

        var directory = Directory.CreateTempSubdirectory("bouncehandler-smtp-").FullName;
        var authority = WriteCertificates(directory);
        var process = Run(Path.Combine(AppContext.BaseDirectory, "smtp_server.py"), directory, modes, Path.Combine(directory, "server.pem"), Path.Combine(directory, "key.pem"));
        var port = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The mail server did not start.");
        return new SmtpServer(process, directory, authority, int.Parse(port, CultureInfo.InvariantCulture));
    }

    /// <summary>The mails so far, in the order in which they came.</summary>
    public IReadOnlyList<(SmtpEnvelope Envelope, string Path)> Mails() =>
        [.. Directory.GetFiles(_directory, "*.eml").Order(StringComparer.Ordinal).Select(path => (Envelope(Path.ChangeExtension(path, ".json")), path))];

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit(TimeSpan.FromSeconds(30));
        _process.Dispose();
        Authority.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static SmtpEnvelope Envelope(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(path));
        var root = json.RootElement;
        return new SmtpEnvelope(
            root.GetProperty("from").GetString()!, [.. root.GetProperty("to").EnumerateArray().Select(to => to.GetString()!)],
            root.GetProperty("login").GetString()!, root.GetProperty("encrypted").GetBoolean(), root.GetProperty("connection").GetInt32());
    }

    private static bool IsInstalled()
    {
        if (!File.Exists(Python))
            return false;
        using var process = Run("-c", "import aiosmtpd");
        process.StandardInput.Close();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static Process Run(params string[] arguments) => Process.Start(new ProcessStartInfo(Python, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = arguments[0] == "-c",
        UseShellExecute = false,
    })!;

    private static X509Certificate2 WriteCertificates(string directory)
    {
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(30));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Authority of a test", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var authority = request.CreateSelfSigned(from, to);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var server = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        server.CertificateExtensions.Add(names.Build());
        using var certificate = server.Create(authority, from, to, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(Path.Combine(directory, "server.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(directory, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(directory, "authority.pem"), authority.ExportCertificatePem());
        return authority;
    }
}

/// <summary>What the server was told beside the mail.</summary>
/// <param name="From">Envelope sender.</param>
/// <param name="To">Envelope recipients.</param>
/// <param name="Login">Who logged in; empty if nobody did.</param>
/// <param name="IsEncrypted">The mail came over TLS.</param>
/// <param name="Connection">Which connection it came over; they count from 1.</param>
internal sealed record SmtpEnvelope(string From, IReadOnlyList<string> To, string Login, bool IsEncrypted, int Connection);
