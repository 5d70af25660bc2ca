using System.Diagnostics;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Benchmarks.Chaos;

/// <summary>What all instances of a farm have read, in the order of time.</summary>
internal sealed class Arrivals
{
    private readonly Lock _gate = new();
    private readonly List<Arrival> _all = [];

    public int Count
    {
        get
        {
            lock (_gate) return _all.Count;
        }
    }

    public void Add(Stanza message)
    {
        var isMarked = message.Payload.Span.IndexOf("urn:xmpp:delay"u8) >= 0;
        lock (_gate) _all.Add(new Arrival(message.From!.Bare.Value, message.Id!, Stopwatch.GetTimestamp(), isMarked));
    }

    public Arrival[] ToArray()
    {
        lock (_gate) return [.. _all];
    }
}

/// <param name="IsMarked">It says of itself that it is a replay (XEP-0203).</param>
internal readonly record struct Arrival(string From, string Number, long At, bool IsMarked);
