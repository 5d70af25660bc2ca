using System.Net;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Streams;

/// <summary>A connection without bytes: remembers what is written to it, and speaks as its client.</summary>
internal sealed class TestConnection(StreamWorld world) : IXmppConnection
{
    public List<Stanza> Stanzas { get; } = [];

    public List<XmppElement> Elements { get; } = [];

    public List<StreamHeader> Headers { get; } = [];

    public bool IsClosed { get; private set; }

    public StreamError? Error { get; private set; }

    public int ProcessedBytes { get; set; }

    /// <summary>When set, the next write throws it: a bug somewhere below.</summary>
    public Exception? Fault { get; set; }

    public ConnectionInfo Info { get; } =
        new(1, ListenerKind.C2s, TlsMode.StartTls, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 50000), null, null);

    public IStanzaSink Sink { get; set; } = null!;

    public bool IsPeerGone { get; set; }

    public int ReadWindow { get; set; }

    public StreamLimits Limits { get; set; } = new();

    public void Opens()
    {
        Sink.OnStreamOpened(new StreamHeader { To = "capulet.example", Version = "1.0", ByteCount = 100 });
        world.Run();
    }

    public void Says(string xml)
    {
        Sink.OnElement(Wire.Element(xml));
        world.Run();
    }

    public void Sends(string xml)
    {
        Sink.OnStanza(Wire.Stanza(xml));
        world.Run();
    }

    public void Closes()
    {
        Sink.OnStreamClosed();
        world.Run();
    }

    public void Disconnects(DisconnectReason reason = DisconnectReason.Reset)
    {
        Sink.OnDisconnected(reason);
        world.Run();
    }

    public void Write(Stanza stanza)
    {
        if (Fault is { } fault)
        {
            Fault = null;
            throw fault;
        }
        Stanzas.Add(stanza);
    }

    public void Write(XmppElement element) => Elements.Add(element);

    public void Write(StreamHeader header) => Headers.Add(header);

    public void Processed(int bytes) => ProcessedBytes += bytes;

    public void ExpectRestart()
    {
    }

    public void StartTls()
    {
    }

    public void Close(StreamError? error = null)
    {
        if (IsClosed) return;
        IsClosed = true;
        Error = error;
    }

    public void Abort() => IsClosed = true;
}
