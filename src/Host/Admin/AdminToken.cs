using System.Security.Cryptography;
using System.Text;
using XmppActors.Host.Settings;

namespace XmppActors.Host.Admin;

/// <summary>What proves an operator: whoever can read the token's file may command the node.</summary>
internal sealed class AdminToken
{
    private readonly byte[] _expected;

    private AdminToken(string value)
    {
        Value = value;
        _expected = SHA256.HashData(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>At least 32 characters; the one that the node makes has 64 hexadecimal digits.</summary>
    public string Value { get; }

    /// <summary>In constant time, whatever is shown.</summary>
    public bool Accepts(string shown) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), _expected);

    /// <summary>Takes the token that is kept, or makes one that only its owner can read.</summary>
    /// <exception cref="IOException">The file cannot be read or made, or holds no token.</exception>
    /// <exception cref="UnauthorizedAccessException">As above; or others than the owner may read it.</exception>
    public static AdminToken LoadOrCreate(string file) => Of(NodeSecret.LoadOrCreate(file), file);

    /// <exception cref="IOException">The file cannot be read, or holds no token.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or others than its owner
    /// may.</exception>
    public static AdminToken Load(string file) => Of(NodeSecret.Load(file), file);

    private static AdminToken Of(string value, string file) => value.Length >= 32
        ? new AdminToken(value)
        : throw new IOException(
            $"the admin token in {file} is shorter than 32 characters: delete the file, and the node makes another");
}
