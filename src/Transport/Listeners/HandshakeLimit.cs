using XmppActors.Transport.Connections;

namespace XmppActors.Transport.Listeners;

/// <summary>Aborts a transport that is not through with what comes before its stream in time.</summary>
internal sealed class HandshakeLimit : IHasDeadline, IDisposable
{
    private readonly TransportStream _transport;
    private long _deadline;

    public HandshakeLimit(TransportStream transport, TimeSpan limit, ConnectionServices services)
    {
        _transport = transport;
        _deadline = services.Time.GetTimestamp() + services.ToTimestamps(limit);
        services.Deadlines.Watch(this);
    }

    long IHasDeadline.Deadline => Volatile.Read(ref _deadline);

    bool IHasDeadline.IsWatched { get; set; }

    void IHasDeadline.OnDeadline() => _transport.Abort();

    /// <summary>It was in time.</summary>
    public void Dispose() => Volatile.Write(ref _deadline, IHasDeadline.None);
}
