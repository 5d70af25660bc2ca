using System.Buffers.Binary;
using System.Text;

namespace XmppActors.Transport.Hazelcast;

/// <summary>Reads what a member has written: big endian, every length checked against what is there.</summary>
/// <remarks>After the first fault it reads nothing more: every value is its default, and <see cref="IsBroken"/> says so at the end.</remarks>
public ref struct HazelcastReader
{
    private const int DataSerializable = -2;
    private readonly HazelcastDialect _dialect;
    private ReadOnlySpan<byte> _rest;

    public HazelcastReader(ReadOnlySpan<byte> bytes, HazelcastDialect dialect)
    {
        _rest = bytes;
        _dialect = dialect;
    }

    /// <summary>Something was not as it should be.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>What has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length)
        {
            Fail();
            return default;
        }
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public void Skip(int count) => Take(count);

    /// <summary>What follows is not what was expected.</summary>
    public void Fail()
    {
        IsBroken = true;
        _rest = default;
    }

    public byte Byte() => Take(1) is [var value] ? value : default;

    public bool Flag() => Byte() != 0;

    public short Short() => Take(sizeof(short)) is { Length: > 0 } bytes ? BinaryPrimitives.ReadInt16BigEndian(bytes) : default;

    public int Int() => Take(sizeof(int)) is { Length: > 0 } bytes ? BinaryPrimitives.ReadInt32BigEndian(bytes) : default;

    public long Long() => Take(sizeof(long)) is { Length: > 0 } bytes ? BinaryPrimitives.ReadInt64BigEndian(bytes) : default;

    /// <summary>A number of elements, each of which takes at least so many bytes.</summary>
    public int Count(int leastBytes)
    {
        var count = Int();
        if (count < 0 || (long)count * leastBytes > _rest.Length)
        {
            Fail();
            return 0;
        }
        return count;
    }

    /// <summary>A string; null when it is null or broken.</summary>
    public string? Text()
    {
        var length = Int();
        if (length == -1 || IsBroken) return null;
        return _dialect == HazelcastDialect.V5 ? Encoding.UTF8.GetString(Take(length)) : ModifiedText(length);
    }

    /// <summary>A string that must be there.</summary>
    public string RequiredText()
    {
        if (Text() is { } text) return text;
        Fail();
        return "";
    }

    /// <summary>A UUID as it stands by itself; null when it is null or broken.</summary>
    public Guid? Uuid()
    {
        if (_dialect == HazelcastDialect.V3)
            return Text() is { } text ? Parse(text) : null;
        return Flag() || IsBroken ? null : UuidBytes();
    }

    /// <summary>A UUID as most of 3.12's messages have it, behind a flag that says whether it is there; in 5.x as <see cref="Uuid"/>.</summary>
    public Guid? OptionalUuid()
    {
        if (_dialect == HazelcastDialect.V5) return Uuid();
        return Flag() ? Uuid() : null;
    }

    /// <summary>A byte array; empty when it is null.</summary>
    public ReadOnlySpan<byte> Data()
    {
        var length = Int();
        return length == -1 ? default : Take(length);
    }

    /// <summary>An object's header. <see cref="ObjectKind.IsNull"/> of a null, and after a fault.</summary>
    public ObjectKind Object()
    {
        var type = Int();
        if (type != DataSerializable || IsBroken) return new ObjectKind(IsBroken ? 0 : type, 0, 0);
        var flags = Byte();
        var kind = default(ObjectKind);
        if ((flags & 1) != 0) kind = new ObjectKind(type, Int(), Int());
        else Text(); // A class by its name: not ours.
        if ((flags & 2) != 0) Skip(2); // The version that it was written for.
        return IsBroken ? default : kind;
    }

    /// <summary>An object of this class must follow; its body is next.</summary>
    public void Expect(int factory, int @class)
    {
        if (!Object().Is(factory, @class)) Fail();
    }

    /// <summary>The host and port of a member: an object in 5.x, bare in most places of 3.12 and an object in others.</summary>
    public HazelcastAddress Address()
    {
        if (BinaryPrimitives.TryReadInt32BigEndian(_rest, out var first) && first == DataSerializable) // No port is -2.
            Expect(ClusterClasses.Factory, ClusterClasses.Address);
        var port = Int();
        Skip(1); // The version of IP.
        var host = _dialect == HazelcastDialect.V5 ? RequiredText() : Encoding.ASCII.GetString(Data());
        if (port is < 0 or > ushort.MaxValue || host.Length is 0 or > HazelcastAddress.LongestHost) Fail();
        return IsBroken ? new HazelcastAddress("", 0) : new HazelcastAddress(host, port);
    }

    private Guid UuidBytes() => Take(16) is { Length: 16 } bytes ? new Guid(bytes, bigEndian: true) : default;

    private Guid? Parse(string text)
    {
        if (Guid.TryParseExact(text, "D", out var uuid)) return uuid;
        Fail();
        return null;
    }

    /// <summary>Java's modified UTF-8: each UTF-16 unit by itself, in one to three bytes.</summary>
    private string? ModifiedText(int characters)
    {
        if (characters < 0 || characters > _rest.Length)
        {
            Fail();
            return null;
        }
        var text = new StringBuilder(characters);
        while (text.Length < characters && !IsBroken)
        {
            var first = Byte();
            text.Append((char)(first switch
            {
                < 0x80 => first,
                < 0xE0 => ((first & 0x1F) << 6) | (Byte() & 0x3F),
                _ => ((first & 0x0F) << 12) | ((Byte() & 0x3F) << 6) | (Byte() & 0x3F),
            }));
        }
        return IsBroken ? null : text.ToString();
    }
}

/// <summary>What an object is: its type and, if it is of an identified class, which.</summary>
public readonly record struct ObjectKind(int Type, int Factory, int Class)
{
    public bool IsNull => Type == 0;

    public bool Is(int factory, int @class) => Type == -2 && Factory == factory && Class == @class;
}
