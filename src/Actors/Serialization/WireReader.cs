using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.Serialization;
using System.Text;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Serialization;

/// <summary>Reads the fields of one message in the order in which <see cref="WireWriter"/> wrote them.</summary>
/// <remarks>What is cut off or damaged ends in a <see cref="SerializationException"/>. A field that a version added is asked for only where
/// <see cref="HasMore"/>; fields that are not known are behind those that are, and stay unread.</remarks>
internal sealed class WireReader(ReadOnlyMemory<byte> bytes, ExtendedActorSystem system)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int _position;

    /// <summary>False: the writer's version knew no further field.</summary>
    public bool HasMore => _position < bytes.Length;

    public byte Byte() => _position < bytes.Length ? bytes.Span[_position++] : throw Damaged("it ends too early");

    public bool Flag() => Byte() switch
    {
        0 => false,
        1 => true,
        _ => throw Damaged("a flag is neither 0 nor 1"),
    };

    public ulong Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }

        throw Damaged("a number is too long");
    }

    public int Int32() => Number() is <= int.MaxValue and var value ? (int)value : throw Damaged("a number is too large");

    /// <summary>How many items of at least one byte follow.</summary>
    public int Count() => Int32() is var count && count <= bytes.Length - _position ? count : throw Damaged("it ends too early");

    public Guid Uuid() => new(Take(16).Span, bigEndian: true);

    public ulong Fixed() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)).Span);

    public DateTimeOffset Instant() => Fixed() is var ticks && ticks <= (ulong)DateTime.MaxValue.Ticks
        ? new DateTimeOffset((long)ticks, TimeSpan.Zero)
        : throw Damaged("no instant");

    public string Text()
    {
        try
        {
            return Utf8.GetString(Take(Count()).Span);
        }
        catch (DecoderFallbackException malformed)
        {
            throw new SerializationException("Damaged message: no UTF-8.", malformed);
        }
    }

    public string? OptionalText() => Flag() ? Text() : null;

    public Jid Address() => Jid.TryParse(Take(Count()).Span, out var address) ? address : throw Damaged("no address");

    public BareJid BareJid() => Address() as BareJid ?? throw Damaged("no bare address");

    public FullJid FullJid() => Address() as FullJid ?? throw Damaged("no full address");

    /// <summary>A value that the type has a name for.</summary>
    public T Choice<T>()
        where T : struct, Enum
    {
        var value = (T)Enum.ToObject(typeof(T), Byte());
        return Enum.IsDefined(value) ? value : throw Damaged($"no {typeof(T).Name}");
    }

    /// <summary>One of several: with bytes of its own, so that it does not keep those of the others.</summary>
    public Stanza StanzaAmongOthers() => Stanza(Take(Count()).ToArray());

    public Stanza Stanza() => Stanza(Take(Count()));

    public Stanza? OptionalStanza() => Flag() ? Stanza() : null;

    /// <summary>A part with fields of its own: what is not known of it is skipped with it.</summary>
    public T Block<T>(Func<WireReader, T> read) => read(new WireReader(Take(Count()), system));

    /// <summary>Parts of one kind.</summary>
    public ImmutableArray<T> List<T>(Func<WireReader, T> read)
    {
        var items = ImmutableArray.CreateBuilder<T>(Count());
        for (var left = items.Capacity; left > 0; left--)
            items.Add(Block(read));
        return items.ToImmutable();
    }

    public int? OptionalInt32() => Flag() ? Int32() : null;

    public IActorRef Reference() => ActorReferences.Read(Text(), system);

    public IActorRef? OptionalReference() => Flag() ? Reference() : null;

    internal static Stanza Stanza(ReadOnlyMemory<byte> compact) =>
        CompactStanza.TryRead(compact, out var stanza) ? stanza : throw Damaged("no stanza");

    private static SerializationException Damaged(string what) => new($"Damaged message: {what}.");

    private ReadOnlyMemory<byte> Take(int count)
    {
        if (count > bytes.Length - _position)
            throw Damaged("it ends too early");
        _position += count;
        return bytes.Slice(_position - count, count);
    }
}
