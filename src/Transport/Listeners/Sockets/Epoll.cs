using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace XmppActors.Transport.Listeners.Sockets;

/// <summary>The few calls of Linux's epoll(7) that <see cref="SocketPoller"/> needs.</summary>
[SupportedOSPlatform("linux")]
internal static partial class Epoll
{
    public const uint In = 0x001;
    public const uint Out = 0x004;
    public const uint Error = 0x008;
    public const uint HangUp = 0x010;
    public const uint PeerHangUp = 0x2000;
    public const uint OneShot = 1u << 30;
    public const uint EdgeTriggered = 1u << 31;

    private const int CloseOnExec = 0x80000;
    private const int ControlAdd = 1;
    private const int ControlModify = 3;
    private const int Interrupted = 4;

    /// <summary>struct epoll_event is packed on x86-64, and there alone.</summary>
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    public static int EventBytes => DataOffset + sizeof(ulong);

    public static SafeFileHandle Create() => Checked(epoll_create1(CloseOnExec));

    public static void Add(SafeHandle epoll, SafeHandle watched, uint events, ulong data) =>
        Control(epoll, ControlAdd, watched, events, data);

    public static void Modify(SafeHandle epoll, SafeHandle watched, uint events, ulong data) =>
        Control(epoll, ControlModify, watched, events, data);

    /// <summary>Fills <paramref name="events"/>; <see cref="Read"/> takes them out.</summary>
    /// <param name="timeout">Milliseconds; -1 waits for ever.</param>
    public static int Wait(SafeHandle epoll, Span<byte> events, int timeout)
    {
        while (true)
        {
            int count = epoll_wait(epoll, ref MemoryMarshal.GetReference(events), events.Length / EventBytes, timeout);
            if (count >= 0)
                return count;
            if (Marshal.GetLastPInvokeError() != Interrupted)
                throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    public static (uint Events, ulong Data) Read(ReadOnlySpan<byte> events, int index)
    {
        var one = events.Slice(index * EventBytes, EventBytes);
        return (MemoryMarshal.Read<uint>(one), MemoryMarshal.Read<ulong>(one[DataOffset..]));
    }

    private static void Control(SafeHandle epoll, int operation, SafeHandle watched, uint events, ulong data)
    {
        Span<byte> one = stackalloc byte[EventBytes];
        MemoryMarshal.Write(one, in events);
        MemoryMarshal.Write(one[DataOffset..], in data);
        if (epoll_ctl(epoll, operation, watched, ref MemoryMarshal.GetReference(one)) < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    private static SafeFileHandle Checked(int descriptor) => descriptor >= 0
        ? new SafeFileHandle(descriptor, ownsHandle: true)
        : throw new Win32Exception(Marshal.GetLastPInvokeError());

#pragma warning disable IDE1006 // The names are libc's.
    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(SafeHandle epoll, int operation, SafeHandle watched, ref byte @event);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(SafeHandle epoll, ref byte events, int count, int timeout);
#pragma warning restore IDE1006
}
