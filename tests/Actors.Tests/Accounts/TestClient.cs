using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Accounts;

/// <summary>
/// A client and its stream, without the stream: what it sends reaches its account or the router as a bound stream would
/// do it.
/// </summary>
internal sealed class TestClient(TestServer server)
{
    private int _binding;
    private ResourceState? _state;
    private bool _isForgetful;

    public IActorRef Stream { get; set; } = ActorRefs.Nobody;

    /// <summary>Null: no resource was bound.</summary>
    public FullJid? Address { get; private set; }

    /// <summary>The entity that has bound it.</summary>
    public IActorRef Entity { get; private set; } = ActorRefs.Nobody;

    public bool IsTemporary { get; init; }

    /// <summary>Messages of its account that are no stanzas, oldest first.</summary>
    public Queue<object> Events { get; } = [];

    public Queue<Stanza> Received { get; } = [];

    /// <summary>Sends one stanza, and lets everything happen that it brings.</summary>
    public void Sends(string xml)
    {
        var stanza = StanzaText.Parse(xml);
        server.Counters.Accepted();
        if (IsForOwnAccount(stanza))
            server.Region.Tell(new OutboundStanza(Address!, stanza), Stream);
        else
            server.Route(stanza.WithFrom(Address), Stream);
        server.Run();
    }

    public void Receives(string xml) =>
        Assert.Equal(StanzaText.Canonical(xml), Received.TryDequeue(out var stanza) ? StanzaText.Canonical(stanza) : "nothing");

    /// <summary>These and no others, in any order.</summary>
    public void ReceivesInAnyOrder(params string[] xml)
    {
        Assert.Equal(
            xml.Select(StanzaText.Canonical).Order(StringComparer.Ordinal),
            Received.Select(StanzaText.Canonical).Order(StringComparer.Ordinal));
        Received.Clear();
    }

    public void ReceivesNothing() => Assert.Empty(Received.Select(StanzaText.Canonical));

    public void Hears(object expected) => Assert.Equal(expected, Events.TryDequeue(out var heard) ? heard : "nothing");

    /// <summary>Asks for the roster, and so for roster pushes.</summary>
    public void IsInterested()
    {
        Sends("<iq type='get' id='roster'><query xmlns='jabber:iq:roster'/></iq>");
        Assert.Equal(StanzaType.Result, Received.Dequeue().Type);
    }

    /// <summary>The stream ends in an orderly way.</summary>
    public void Ends()
    {
        _isForgetful = true;
        server.Region.Tell(new StreamEnded(Address!, Stream), Stream);
        server.Run();
    }

    /// <summary>The stream's actor is gone and nobody has said goodbye.</summary>
    public void Crashes()
    {
        Stream.Tell(PoisonPill.Instance);
        server.Run();
    }

    /// <summary>
    /// Stream management gives up: the last stanzas were delivered to the stream, but not to its client.
    /// </summary>
    public void Loses(int stanzas)
    {
        var lost = Received.TakeLast(stanzas).ToArray();
        for (var i = 0; i < lost.Length; i++)
            server.Counters.Delivered(-1);
        Ends();
        server.Region.Tell(new UndeliveredStanzas(Address!, lost) { Binding = _binding }, Stream);
        server.Run();
    }

    /// <summary>As a stream does when its account's entity has ended.</summary>
    public void RegisterWithSuccessor() => server.Region.Tell(Rebind(), Stream);

    /// <summary>Does nothing of itself when its account's entity ends.</summary>
    public void Forgets() => _isForgetful = true;

    private RebindResource Rebind() => new(Address!, Stream, IsTemporary, _state!);

    private void Register(object message, IActorRef stream) => server.Streams.Register.Tell(message, stream);

    private bool IsForOwnAccount(Stanza stanza) => stanza.Kind switch
    {
        StanzaKind.Presence => true,
        StanzaKind.Iq => stanza.To is null || stanza.To == Address!.Bare,
        _ => stanza.To is null,
    };

    internal sealed class StreamActor(TestClient client) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Stanza stanza:
                    client.Received.Enqueue(stanza);
                    client.StanzaDelivered();
                    break;
                case ResourceBound bound:
                    client.Address = bound.Address;
                    client._binding = bound.Binding;
                    client._state ??= ResourceState.Bound(bound.Binding, bound.Key);
                    client.Entity = Sender;
                    Context.Watch(Sender);
                    client.Register(new StreamBound(bound.Address.Bare), Self);
                    break;
                case ResourceState state:
                    client._state = state;
                    break;
                case RegisterAgain or Terminated when client._isForgetful:
                    break;
                case RegisterAgain again:
                    again.Entity.Tell(client.Rebind(), Self);
                    break;
                case Terminated:
                    client.RegisterWithSuccessor();
                    break;
                default:
                    client.Events.Enqueue(message);
                    break;
            }
        }
    }

    private void StanzaDelivered() => server.Counters.Delivered();
}
