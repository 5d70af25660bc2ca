using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace XmppActors.Transport.Hazelcast;

/// <summary>Writes what a member will read: big endian.</summary>
public sealed class HazelcastWriter(HazelcastDialect dialect)
{
    private const int DataSerializable = -2;
    private readonly ArrayBufferWriter<byte> _output = new();

    public HazelcastDialect Dialect => dialect;

    public ReadOnlyMemory<byte> Written => _output.WrittenMemory;

    public void Byte(byte value) => _output.Write([value]);

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Short(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_output.GetSpan(sizeof(short)), value);
        _output.Advance(sizeof(short));
    }

    public void Int(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_output.GetSpan(sizeof(int)), value);
        _output.Advance(sizeof(int));
    }

    public void Long(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_output.GetSpan(sizeof(long)), value);
        _output.Advance(sizeof(long));
    }

    public void Double(double value) => Long(BitConverter.DoubleToInt64Bits(value));

    public void Bytes(ReadOnlySpan<byte> bytes) => _output.Write(bytes);

    /// <summary>A length, and the bytes.</summary>
    public void Data(ReadOnlySpan<byte> bytes)
    {
        Int(bytes.Length);
        Bytes(bytes);
    }

    /// <summary>A string, or null.</summary>
    public void Text(string? value)
    {
        if (value is null) Int(-1);
        else if (dialect == HazelcastDialect.V5) Data(Encoding.UTF8.GetBytes(value));
        else ModifiedText(value);
    }

    /// <summary>See <see cref="HazelcastReader.Uuid"/>.</summary>
    public void Uuid(Guid? value)
    {
        if (dialect == HazelcastDialect.V3)
        {
            Text(value?.ToString("D"));
            return;
        }
        Flag(value is null);
        if (value is { } uuid) UuidBytes(uuid);
    }

    /// <summary>See <see cref="HazelcastReader.OptionalUuid"/>.</summary>
    public void OptionalUuid(Guid? value)
    {
        if (dialect == HazelcastDialect.V3)
        {
            Flag(value is not null);
            if (value is null) return;
        }
        Uuid(value);
    }

    public void Null() => Int(0);

    /// <summary>The header of an object of an identified class; its body is next.</summary>
    public void Object(int factory, int @class)
    {
        Int(DataSerializable);
        Byte(1);
        Int(factory);
        Int(@class);
    }

    /// <summary>A member's host and port where 5.x writes an object and 3.12 does not.</summary>
    public void Address(HazelcastAddress value)
    {
        if (dialect == HazelcastDialect.V5) Object(ClusterClasses.Factory, ClusterClasses.Address);
        BareAddress(value);
    }

    /// <summary>A member's host and port as an object in both dialects.</summary>
    public void AddressObject(HazelcastAddress value)
    {
        Object(ClusterClasses.Factory, ClusterClasses.Address);
        BareAddress(value);
    }

    private void BareAddress(HazelcastAddress value)
    {
        Int(value.Port);
        Byte(value.Host.Contains(':', StringComparison.Ordinal) ? (byte)6 : (byte)4);
        if (dialect == HazelcastDialect.V5) Text(value.Host);
        else Data(Encoding.ASCII.GetBytes(value.Host));
    }

    private void UuidBytes(Guid value)
    {
        value.TryWriteBytes(_output.GetSpan(16), bigEndian: true, out _);
        _output.Advance(16);
    }

    private void ModifiedText(string value)
    {
        Int(value.Length);
        foreach (var unit in value)
        {
            if (unit is > '\0' and < '\x80')
            {
                Byte((byte)unit);
            }
            else if (unit < '\x800')
            {
                Byte((byte)(0xC0 | (unit >> 6)));
                Byte((byte)(0x80 | (unit & 0x3F)));
            }
            else
            {
                Byte((byte)(0xE0 | (unit >> 12)));
                Byte((byte)(0x80 | ((unit >> 6) & 0x3F)));
                Byte((byte)(0x80 | (unit & 0x3F)));
            }
        }
    }
}
