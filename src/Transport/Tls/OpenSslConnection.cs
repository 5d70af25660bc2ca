using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;

namespace XmppActors.Transport.Tls;

/// <summary>Asks the OpenSSL connection below an <see cref="SslStream"/> what the platform has no public way
/// to.</summary>
/// <remarks>
/// The connection is a private field of the stream, and the library is the one that the runtime itself has loaded. Both
/// are found out, not assumed: every answer may be that there is none. To be asked right after the handshake, before
/// anything else reads or writes: OpenSSL's connection object is not for two threads.
/// </remarks>
internal static class OpenSslConnection
{
    private static readonly FieldInfo? SecurityContext =
        typeof(SslStream).GetField("_securityContext", BindingFlags.Instance | BindingFlags.NonPublic);

    private static readonly Lazy<Functions?> Library = new(FindFunctions);

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

    /// <summary>SSL_session_reused.</summary>
    private delegate int SessionReused(nint connection);

    /// <summary>False where there is certainly nothing to ask.</summary>
    public static bool MayExist => SecurityContext is not null && OperatingSystem.IsLinux();

    /// <summary>Whether an established connection goes on with an earlier one's secrets; null when nobody
    /// knows.</summary>
    public static bool? IsResumed(SslStream stream) =>
        Ask(stream, static (library, connection) => library.SessionReused(connection)) is { } answer ? answer != 0 : null;

    /// <summary>Fills <paramref name="material"/> (RFC 8446 §7.5, with an empty context); false when it cannot be
    /// had.</summary>
    public static bool TryExport(SslStream stream, byte[] label, byte[] material) =>
        Ask(stream, (library, connection) => library.Export(
            connection,
            material, (nuint)material.Length,
            label, (nuint)label.Length,
            context: [], contextLength: 0, useContext: 1)) == 1;

    private static int? Ask(SslStream stream, Func<Functions, nint, int> question)
    {
        if (!MayExist
            || SecurityContext!.GetValue(stream) is not SafeHandle { IsInvalid: false } connection
            || Library.Value is not { } library)
            return null;
        var held = false;
        try
        {
            connection.DangerousAddRef(ref held);
            return question(library, connection.DangerousGetHandle());
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

    /// <summary>Takes them from the one libssl that is mapped already: another version would misread the runtime's
    /// objects.</summary>
    private static Functions? FindFunctions()
    {
        var loaded = File.ReadLines("/proc/self/maps")
            .Select(line => line[(line.LastIndexOf(' ') + 1)..])
            .Where(path => Path.GetFileName(path).StartsWith("libssl.so", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return loaded is [var path] && NativeLibrary.TryLoad(path, out var library)
            && NativeLibrary.TryGetExport(library, "SSL_export_keying_material", out var export)
            && NativeLibrary.TryGetExport(library, "SSL_session_reused", out var reused)
            ? new Functions(
                Marshal.GetDelegateForFunctionPointer<ExportKeyingMaterial>(export),
                Marshal.GetDelegateForFunctionPointer<SessionReused>(reused))
            : null;
    }

    private sealed record Functions(ExportKeyingMaterial Export, SessionReused SessionReused);
}
