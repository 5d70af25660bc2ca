using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;

namespace XmppActors.Benchmarks.Sharding;

/// <summary>A message for an entity, about as big as a chat stanza, that knows when it was told.</summary>
internal sealed record Stone(string EntityId, long ToldAt, byte[] Payload);

internal sealed class StoneSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 4711;

    public override string Manifest(object o) => "stone";

    public override byte[] ToBinary(object obj)
    {
        var stone = (Stone)obj;
        var bytes = new byte[sizeof(long) + stone.Payload.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, stone.ToldAt);
        stone.Payload.CopyTo(bytes, sizeof(long));
        return bytes;
    }

    public override object FromBinary(byte[] bytes, string manifest) =>
        new Stone("", BinaryPrimitives.ReadInt64LittleEndian(bytes), bytes);
}

/// <summary>What the entities of one process have been told, and how long it took to reach them.</summary>
internal sealed class StoneCount
{
    private const int Stripes = 64;
    private const int Classes = 400;
    private const double Step = 1.05;

    private readonly long[] _handled = new long[Stripes * 8];
    private readonly long[] _times = new long[Classes];
    private volatile IActorRef? _teller;

    internal bool IsTiming { get; set; }

    internal IActorRef? Teller => _teller;

    internal long Handled
    {
        get
        {
            long sum = 0;
            for (var i = 0; i < Stripes; i++) sum += Volatile.Read(ref _handled[i * 8]);
            return sum;
        }
    }

    internal void Note(Stone stone, IActorRef sender)
    {
        Interlocked.Increment(ref _handled[(Environment.CurrentManagedThreadId % Stripes) * 8]);
        _teller ??= sender;
        if (!IsTiming) return;
        var microseconds = Stopwatch.GetElapsedTime(stone.ToldAt).TotalMicroseconds;
        Interlocked.Increment(ref _times[Math.Clamp((int)Math.Log(Math.Max(1, microseconds), Step), 0, Classes - 1)]);
    }

    /// <summary>The median, the 99th percentile and the longest, in milliseconds.</summary>
    internal string Times() => string.Create(
        CultureInfo.InvariantCulture, $"p50 {Percentile(0.5):F2} ms, p99 {Percentile(0.99):F2} ms, longest {Percentile(1):F2} ms");

    private double Percentile(double part)
    {
        var wanted = (long)Math.Ceiling(_times.Sum() * part);
        long seen = 0;
        for (var i = 0; i < Classes; i++)
        {
            seen += _times[i];
            if (seen >= wanted) return Math.Pow(Step, i + 1) / 1000;
        }

        return 0;
    }

    internal sealed class Entity(StoneCount count) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is Stone stone) count.Note(stone, Sender);
            else Unhandled(message);
        }
    }
}
