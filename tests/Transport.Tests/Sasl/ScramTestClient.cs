using System.Security.Cryptography;
using System.Text;

namespace XmppActors.Transport.Tests.Sasl;

/// <summary>The client's side of SCRAM, written from RFC 5802 alone and sharing nothing with the server's.</summary>
internal sealed class ScramTestClient(HashAlgorithmName hash, string username, string password)
{
    private string _bare = "";
    private byte[] _serverSignature = [];

    public string Gs2Header { get; init; } = "n,,";

    public string Nonce { get; init; } = "fyko+d2lbbFgONRv9qkxdawL";

    public byte[] BindingData { get; init; } = [];

    public int ShownIterations { get; private set; }

    public string ShownSalt { get; private set; } = "";

    public byte[] First()
    {
        _bare = $"n={username.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)},r={Nonce}";
        return Encoding.UTF8.GetBytes(Gs2Header + _bare);
    }

    /// <summary>Answers the server's first message; <paramref name="change"/> may spoil the answer before it is
    /// proved.</summary>
    public byte[] Final(ReadOnlyMemory<byte> serverFirst, Func<string, string>? change = null)
    {
        var challenge = Encoding.UTF8.GetString(serverFirst.Span);
        var parts = challenge.Split(',');
        Assert.StartsWith("r=" + Nonce, parts[0], StringComparison.Ordinal);
        Assert.True(parts[0].Length > Nonce.Length + 18);
        (ShownSalt, ShownIterations) = (parts[1][2..], int.Parse(parts[2][2..], null));
        var binding = Convert.ToBase64String([.. Encoding.UTF8.GetBytes(Gs2Header), .. BindingData]);
        var withoutProof = $"c={binding},{parts[0]}";
        withoutProof = change?.Invoke(withoutProof) ?? withoutProof;
        var authMessage = Encoding.UTF8.GetBytes($"{_bare},{challenge},{withoutProof}");

        var salted = Hi(Encoding.UTF8.GetBytes(password), Convert.FromBase64String(ShownSalt), ShownIterations);
        var clientKey = Hmac(salted, "Client Key"u8.ToArray());
        var signature = Hmac(CryptographicOperations.HashData(hash, clientKey), authMessage);
        var proof = clientKey.Zip(signature, (a, b) => (byte)(a ^ b)).ToArray();
        _serverSignature = Hmac(Hmac(salted, "Server Key"u8.ToArray()), authMessage);
        return Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String(proof)}");
    }

    public bool Trusts(ReadOnlyMemory<byte> serverFinal) =>
        Encoding.UTF8.GetString(serverFinal.Span) == "v=" + Convert.ToBase64String(_serverSignature);

    private byte[] Hi(byte[] text, byte[] salt, int iterations)
    {
        var block = Hmac(text, [.. salt, 0, 0, 0, 1]);
        var result = block.ToArray();
        for (var i = 1; i < iterations; i++)
        {
            block = Hmac(text, block);
            for (var at = 0; at < result.Length; at++)
                result[at] ^= block[at];
        }
        return result;
    }

    private byte[] Hmac(byte[] key, byte[] data) => CryptographicOperations.HmacData(hash, key, data);
}
