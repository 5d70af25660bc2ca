using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace XmppActors.Transport.Listeners.Sockets;

/// <summary>Tells sockets that they are worth a try, by epoll(7) run on the thread pool itself.</summary>
/// <remarks>
/// While there is work, a turn (one work item) takes what is ready without waiting, runs the readers that waited for
/// it, and queues the next turn behind the work that these have made: reading, deciding and writing share their
/// threads, and no thread is woken for a message. When nothing is ready, the turn hands the watch to one thread that
/// sleeps until something is. docs/decisions has the figures.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class SocketPoller : IThreadPoolWorkItem
{
    private const int MaxEvents = 256;
    private const uint Edges = Epoll.In | Epoll.Out | Epoll.PeerHangUp | Epoll.EdgeTriggered;
    private const uint HangUps = Epoll.PeerHangUp | Epoll.HangUp | Epoll.Error;

    private static readonly SocketPoller[] All = CreateAll();
    private static int _next;

    private readonly Lock _sync = new();
    private readonly byte[] _events = new byte[MaxEvents * Epoll.EventBytes];
    private readonly SafeFileHandle _sockets = Epoll.Create();
    private readonly SafeFileHandle _sleep = Epoll.Create();
    private readonly Stack<int> _free = new();
    private PolledSocketStream?[] _slots = new PolledSocketStream?[64];
    private int _used;

    private SocketPoller()
    {
        Epoll.Add(_sleep, _sockets, Epoll.In | Epoll.OneShot, 0);
        new Thread(Sleep) { IsBackground = true, Name = "socket poller" }.UnsafeStart();
    }

    /// <summary>The pollers live as long as the process, as the runtime's own do; sockets go to them in turn.</summary>
    public static SocketPoller Next() => All[(uint)Interlocked.Increment(ref _next) % (uint)All.Length];

    /// <summary>Signals <paramref name="stream"/> from now on.</summary>
    /// <returns>What <see cref="Remove"/> wants.</returns>
    public int Add(PolledSocketStream stream)
    {
        int slot;
        lock (_sync)
        {
            if (!_free.TryPop(out slot))
                slot = _used++;
            if (slot == _slots.Length)
                Array.Resize(ref _slots, slot * 2);
            _slots[slot] = stream;
        }
        Epoll.Add(_sockets, stream.Handle, Edges, (ulong)slot);
        return slot;
    }

    /// <summary>Before its socket is closed, which takes it out of epoll's set. One last signal for whoever is next in
    /// the slot may come: it does no harm.</summary>
    public void Remove(int slot)
    {
        lock (_sync)
        {
            _slots[slot] = null;
            _free.Push(slot);
        }
    }

    /// <summary>One turn.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        int count = Epoll.Wait(_sockets, _events, timeout: 0);
        var slots = Volatile.Read(ref _slots);
        for (int i = 0; i < count; i++)
        {
            var (events, slot) = Epoll.Read(_events, i);
            slots[slot]?.Signal(
                isReadable: (events & (Epoll.In | HangUps)) != 0,
                isWritable: (events & (Epoll.Out | HangUps)) != 0,
                isHungUp: (events & HangUps) != 0);
        }

        if (count > 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false); // Behind the work that was just made.
        else
            Epoll.Modify(_sleep, _sockets, Epoll.In | Epoll.OneShot, 0);
    }

    /// <summary>One is busy only with reading and parsing: it keeps about four cores in work.</summary>
    private static SocketPoller[] CreateAll()
    {
        var all = new SocketPoller[Math.Clamp(Environment.ProcessorCount / 4, 1, 16)];
        for (int i = 0; i < all.Length; i++)
            all[i] = new SocketPoller();
        return all;
    }

    private void Sleep()
    {
        byte[] events = new byte[Epoll.EventBytes];
        while (true)
        {
            Epoll.Wait(_sleep, events, Timeout.Infinite);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
