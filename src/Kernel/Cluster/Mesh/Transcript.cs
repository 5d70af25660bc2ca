using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>All that two nodes have said to each other in a handshake, and the certificates they showed; what is proved is that both know the
/// secret <em>and</em> saw this.</summary>
internal sealed class Transcript(ReadOnlyMemory<byte> secret)
{
    internal const int NonceBytes = 32;

    internal const int ProofBytes = 32;

    internal const int KeyBytes = 32;

    private readonly ArrayBufferWriter<byte> _said = new();

    internal void Add(ReadOnlySpan<byte> bytes) => _said.Write(bytes);

    /// <param name="role">Whose proof: none serves as another's.</param>
    internal byte[] Prove(string role) => HMACSHA256.HashData(secret.Span, [.. Encoding.ASCII.GetBytes(role), 0, .. _said.WrittenSpan]);

    internal bool IsProof(string role, ReadOnlySpan<byte> proof) => CryptographicOperations.FixedTimeEquals(Prove(role), proof);

    /// <summary>A key for one message of this connection.</summary>
    internal byte[] DeriveKey(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret.ToArray(), KeyBytes, SHA256.HashData(_said.WrittenSpan), Encoding.ASCII.GetBytes(purpose));
}
