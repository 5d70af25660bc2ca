using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using XmppActors.Transport.Addresses;

namespace XmppActors.Transport.Sasl;

/// <summary>Remembers which passwords were verified, so that a repeated PLAIN login costs microseconds instead of a key
/// derivation.</summary>
/// <remarks>
/// Holds no password and no key: only tags under a random key that never leaves the process. A tag covers the stored
/// key, so a changed password misses by construction, and a wrong one is never in here. At <paramref name="capacity"/>
/// the oldest entry goes. For any number of threads.
/// </remarks>
public sealed class VerifiedPasswordCache(int capacity)
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _lock = new();
    private readonly HashSet<UInt128> _tags = [];
    private readonly Queue<UInt128> _oldest = new();

    internal int Count
    {
        get
        {
            lock (_lock)
                return _tags.Count;
        }
    }

    internal bool Contains(BareJid account, ScramKeys keys, string preparedPassword)
    {
        var tag = Tag(account, keys, preparedPassword);
        lock (_lock)
            return _tags.Contains(tag);
    }

    /// <summary>Only after a full verification.</summary>
    internal void Add(BareJid account, ScramKeys keys, string preparedPassword)
    {
        var tag = Tag(account, keys, preparedPassword);
        lock (_lock)
        {
            if (capacity <= 0 || !_tags.Add(tag))
                return;
            _oldest.Enqueue(tag);
            if (_oldest.Count > capacity)
                _tags.Remove(_oldest.Dequeue());
        }
    }

    private UInt128 Tag(BareJid account, ScramKeys keys, string preparedPassword)
    {
        // Two lengths that vary: the account ends at NUL, which no address holds; the password comes last.
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(account.AttributeBytes.Span);
        hmac.AppendData([0, (byte)keys.Hash]);
        hmac.AppendData(keys.StoredKey.Span);
        var password = Encoding.UTF8.GetBytes(preparedPassword);
        hmac.AppendData(password);
        CryptographicOperations.ZeroMemory(password);
        Span<byte> tag = stackalloc byte[32];
        hmac.GetHashAndReset(tag);
        return BinaryPrimitives.ReadUInt128LittleEndian(tag);
    }
}
