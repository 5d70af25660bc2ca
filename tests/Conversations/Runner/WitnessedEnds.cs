using System.Threading.Channels;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Conversations.Runner;

/// <summary>Tells of each connection when the node has been told of its end: a client that has gone is not gone for the node at once.</summary>
internal sealed class WitnessedEnds(IConnectionAcceptor acceptor) : IConnectionAcceptor
{
    private readonly Channel<Task> _ends = Channel.CreateUnbounded<Task>();

    /// <summary>The end of the next connection, in the order in which they were accepted.</summary>
    public async Task<Task> NextAsync() => await _ends.Reader.ReadAsync();

    public IStanzaSink Accept(IXmppConnection connection)
    {
        var sink = new Sink(acceptor.Accept(connection));
        _ends.Writer.TryWrite(sink.End.Task);
        return sink;
    }

    private sealed class Sink(IStanzaSink inner) : IStanzaSink
    {
        public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnStreamOpened(StreamHeader header) => inner.OnStreamOpened(header);

        public void OnStanza(Stanza stanza) => inner.OnStanza(stanza);

        public void OnElement(XmppElement element) => inner.OnElement(element);

        public void OnStreamClosed() => inner.OnStreamClosed();

        public void OnStreamError(StreamError error) => inner.OnStreamError(error);

        public void OnTlsEstablished() => inner.OnTlsEstablished();

        public void OnDisconnected(DisconnectReason reason)
        {
            inner.OnDisconnected(reason);
            End.SetResult();
        }
    }
}
