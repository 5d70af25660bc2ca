using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Serialization;

/// <summary>Writes the fields of one message, one after the other.</summary>
/// <remarks>A field is told from the next by its place alone: fields are only ever added at the end (docs/decisions/0012-messages-between-nodes.md).
/// </remarks>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _output = new(128);

    public byte[] ToArray() => _output.WrittenSpan.ToArray();

    public void Byte(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>Seven bits a byte, low ones first: small numbers are short.</summary>
    public void Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            Byte((byte)(value | 0x80));
        Byte((byte)value);
    }

    public void Count(int value) => Number(checked((uint)value));

    public void Uuid(Guid value)
    {
        value.TryWriteBytes(_output.GetSpan(16), bigEndian: true, out _);
        _output.Advance(16);
    }

    public void Fixed(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_output.GetSpan(sizeof(ulong)), value);
        _output.Advance(sizeof(ulong));
    }

    public void Instant(DateTimeOffset value) => Fixed((ulong)value.UtcTicks);

    public void Text(string value)
    {
        Count(Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, _output);
    }

    public void OptionalText(string? value)
    {
        Flag(value is not null);
        if (value is not null)
            Text(value);
    }

    public void Address(Jid value) => Text(value.Value);

    public void Stanza(Stanza value)
    {
        var length = CompactStanza.Measure(value);
        Count(length);
        CompactStanza.Write(value, _output.GetSpan(length));
        _output.Advance(length);
    }

    public void OptionalStanza(Stanza? value)
    {
        Flag(value is not null);
        if (value is not null)
            Stanza(value);
    }

    /// <summary>A part with fields of its own, which may grow too.</summary>
    public void Block<T>(T part, Action<T, WireWriter> write)
    {
        var block = new WireWriter();
        write(part, block);
        Count(block._output.WrittenCount);
        _output.Write(block._output.WrittenSpan);
    }

    public void List<T>(ImmutableArray<T> items, Action<T, WireWriter> write)
    {
        Count(items.Length);
        foreach (var item in items)
            Block(item, write);
    }

    /// <param name="value">Not negative.</param>
    public void OptionalNumber(int? value)
    {
        Flag(value is not null);
        if (value is { } number)
            Count(number);
    }

    public void Reference(IActorRef value) => Text(ActorReferences.Write(value));

    public void OptionalReference(IActorRef? value)
    {
        Flag(value is not null);
        if (value is not null)
            Reference(value);
    }
}
