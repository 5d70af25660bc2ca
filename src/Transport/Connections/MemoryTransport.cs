using System.IO.Pipelines;

namespace XmppActors.Transport.Connections;

/// <summary>Two ends of a connection in memory: what one writes, the other reads.</summary>
internal static class MemoryTransport
{
    /// <param name="window">Bytes that wait unread before a writer is held.</param>
    public static (TransportStream Server, TransportStream Client) Create(int window = 65536)
    {
        // The reader is never run inline by the writer: neither end can overflow the other's stack or hold its locks.
        var options = new PipeOptions(
            readerScheduler: PipeScheduler.ThreadPool,
            writerScheduler: PipeScheduler.ThreadPool,
            pauseWriterThreshold: window,
            resumeWriterThreshold: window / 2,
            useSynchronizationContext: false);
        var toServer = new Pipe(options);
        var toClient = new Pipe(options);
        return (new PipeTransportStream(new End(toServer.Reader, toClient.Writer)),
            new PipeTransportStream(new End(toClient.Reader, toServer.Writer)));
    }

    private sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
