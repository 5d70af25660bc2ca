using System.Net.Security;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using System.Security.Authentication.ExtendedProtection;

namespace XmppActors.Transport.Tls;

/// <summary>The channel binding <c>tls-unique</c>: the handshake's first Finished message (RFC 5929 §3).</summary>
internal static class TlsUnique
{
    private const int HeaderFields = 8; // Of SEC_CHANNEL_BINDINGS, 32 bits each; the last two give the data's length and offset.

    private static readonly byte[] Prefix = [.. "tls-unique:"u8];

    /// <summary>The message's bytes, or none. To be called right after the handshake.</summary>
    /// <remarks>
    /// With TLS 1.2 none where the session was resumed, or nobody knows whether it was: without the extended master
    /// secret
    /// a man in the middle can make two resumed connections agree on their Finished messages (RFC 7627 §6.1). In TLS
    /// 1.3 they always depend on the whole transcript, from which resumed secrets descend too (RFC 8446 §4.4, §7.1).
    /// </remarks>
    public static ReadOnlyMemory<byte> Of(SslStream stream)
    {
        if (stream.SslProtocol != SslProtocols.Tls13 && OpenSslConnection.IsResumed(stream) is not false)
            return default;
        using var binding = stream.TransportContext.GetChannelBinding(ChannelBindingKind.Unique);
        return binding is null or { IsInvalid: true } ? default : DataOf(binding);
    }

    /// <summary>The platform's form of a binding is a header, its type's name and a colon, and the data.</summary>
    private static byte[] DataOf(ChannelBinding binding)
    {
        var all = new byte[binding.Size];
        Marshal.Copy(binding.DangerousGetHandle(), all, 0, all.Length);
        var header = MemoryMarshal.Cast<byte, int>(all.AsSpan(0, HeaderFields * sizeof(int)));
        var data = all.AsSpan(header[HeaderFields - 1], header[HeaderFields - 2]);
        return data.StartsWith(Prefix) ? data[Prefix.Length..].ToArray() : [];
    }
}
