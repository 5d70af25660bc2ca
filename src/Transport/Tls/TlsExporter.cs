using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Authentication;

namespace XmppActors.Transport.Tls;

/// <summary>Exports keying material from a TLS 1.3 connection for the channel binding <c>tls-exporter</c> (RFC
/// 9266).</summary>
/// <remarks>
/// The platform has no public way to it, so this asks the OpenSSL library that the runtime itself has loaded, through a
/// private field of <see cref="SslStream"/>. Both are found out, not assumed: <see cref="ProbeAsync"/> does a real
/// handshake in memory, and where any part of this is not as expected, <see cref="IsAvailable"/> stays false and the
/// binding is not offered.
/// </remarks>
public static class TlsExporter
{
    public const int KeyingMaterialBytes = 32;

    private static readonly FieldInfo? SecurityContext =
        typeof(SslStream).GetField("_securityContext", BindingFlags.Instance | BindingFlags.NonPublic);

    private static readonly byte[] Label = [.. "EXPORTER-Channel-Binding"u8];

    private static ExportKeyingMaterial? _export;

    /// <summary>SSL_export_keying_material.</summary>
    private delegate int ExportKeyingMaterial(
        nint connection,
        byte[] output,
        nuint outputLength,
        byte[] label,
        nuint labelLength,
        byte[] context,
        nuint contextLength,
        int useContext);

    /// <summary>False until <see cref="ProbeAsync"/> has seen both ends of a connection agree.</summary>
    public static bool IsAvailable { get; private set; }

    /// <summary>Finds out whether the platform gives keying material; to be awaited once before the node
    /// listens.</summary>
    public static async Task<bool> ProbeAsync(CancellationToken cancellationToken = default)
    {
        if (IsAvailable || SecurityContext is null || !OperatingSystem.IsLinux())
            return IsAvailable;
        try
        {
            return IsAvailable = await TlsExporterProbe.EndsAgreeAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException or PlatformNotSupportedException)
        {
            return false; // No TLS 1.3 here: nothing to export.
        }
    }

    /// <summary>
    /// The keying material of an established connection, or null: not TLS 1.3, or not available on this platform. To be
    /// called right after the handshake, before anything else reads or writes: OpenSSL's connection object is not for
    /// two threads.
    /// </summary>
    public static byte[]? Export(SslStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return IsAvailable ? ExportUnproved(stream) : null;
    }

    internal static byte[]? ExportUnproved(SslStream stream)
    {
        if (stream.SslProtocol != SslProtocols.Tls13
            || SecurityContext?.GetValue(stream) is not SafeHandle { IsInvalid: false } connection)
            return null;
        if ((_export ??= FindExport()) is not { } export)
            return null;
        var held = false;
        try
        {
            connection.DangerousAddRef(ref held);
            var material = new byte[KeyingMaterialBytes];
            var done = export(
                connection.DangerousGetHandle(),
                material, KeyingMaterialBytes,
                Label, (nuint)Label.Length,
                context: [], contextLength: 0, useContext: 1);
            return done == 1 ? material : null;
        }
        catch (ObjectDisposedException)
        {
            return null; // The peer was quicker.
        }
        finally
        {
            if (held)
                connection.DangerousRelease();
        }
    }

    /// <summary>Takes the function from the one libssl that is mapped already: another version would misread the
    /// runtime's objects.</summary>
    private static ExportKeyingMaterial? FindExport()
    {
        var loaded = File.ReadLines("/proc/self/maps")
            .Select(line => line[(line.LastIndexOf(' ') + 1)..])
            .Where(path => Path.GetFileName(path).StartsWith("libssl.so", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return loaded is [var path] && NativeLibrary.TryLoad(path, out var library)
            && NativeLibrary.TryGetExport(library, "SSL_export_keying_material", out var export)
            ? Marshal.GetDelegateForFunctionPointer<ExportKeyingMaterial>(export)
            : null;
    }
}
