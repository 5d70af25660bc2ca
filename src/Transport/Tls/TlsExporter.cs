using System.Net.Security;
using System.Security.Authentication;

namespace XmppActors.Transport.Tls;

/// <summary>Exports keying material from a TLS 1.3 connection for the channel binding <c>tls-exporter</c> (RFC
/// 9266).</summary>
/// <remarks>The platform has no public way to it, so it is asked of OpenSSL (<see cref="OpenSslConnection"/>): <see
/// cref="ProbeAsync"/> does a real handshake in memory, and where any part is not as expected, <see
/// cref="IsAvailable"/>
/// stays false and the binding is not offered.</remarks>
public static class TlsExporter
{
    public const int KeyingMaterialBytes = 32;

    private static readonly byte[] Label = [.. "EXPORTER-Channel-Binding"u8];

    /// <summary>False until <see cref="ProbeAsync"/> has seen both ends of a connection agree.</summary>
    public static bool IsAvailable { get; private set; }

    /// <summary>Finds out whether the platform gives keying material; to be awaited once before the node
    /// listens.</summary>
    public static async Task<bool> ProbeAsync(CancellationToken cancellationToken = default)
    {
        if (IsAvailable || !OpenSslConnection.MayExist)
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
        if (stream.SslProtocol != SslProtocols.Tls13)
            return null;
        var material = new byte[KeyingMaterialBytes];
        return OpenSslConnection.TryExport(stream, Label, material) ? material : null;
    }
}
