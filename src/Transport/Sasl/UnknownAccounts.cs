using System.Security.Cryptography;
using System.Text;
using XmppActors.Transport.Addresses;

namespace XmppActors.Transport.Sasl;

/// <summary>Stands in for accounts that do not exist, so that nobody learns which do (RFC 5802 §9, RFC 6120
/// §13.11).</summary>
/// <remarks>A made-up account has the same salt whenever it is asked for: <paramref name="secret"/> must outlive
/// restarts and be one for all nodes.</remarks>
internal sealed class UnknownAccounts(ReadOnlyMemory<byte> secret, int iterations)
{
    /// <summary>Keys that look like an account's and that no password fits.</summary>
    internal ScramKeys Keys(BareJid account, ScramHash hash) => new(
        hash,
        Bytes("salt", account, hash).AsMemory(0, ScramKeys.SaltBytes),
        iterations,
        Bytes("stored", account, hash).AsMemory(0, hash.Size()),
        Bytes("server", account, hash).AsMemory(0, hash.Size()));

    private byte[] Bytes(string purpose, BareJid account, ScramHash hash) =>
        HMACSHA512.HashData(secret.Span, Encoding.UTF8.GetBytes($"{purpose}\0{(byte)hash}\0{account.Value}"));
}
