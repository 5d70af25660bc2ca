using System.Collections.Immutable;
using XmppActors.Actors.Components.Credentials;
using XmppActors.Actors.Components.Dialling;
using XmppActors.Actors.Streams;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Negotiation;

/// <summary>A component has proved which domains it serves: an <see cref="Instances.InstanceStream"/> is to take its connection over.</summary>
/// <remarks>Told to <see cref="ComponentStreams"/> by the negotiating actor, as its last act, while the reader is paused.</remarks>
/// <param name="UnprocessedBytes">Size of the item that the reader is paused at.</param>
internal sealed record BeginInstance(ActorStanzaSink Sink, ComponentIdentity Identity, int UnprocessedBytes)
{
    /// <summary>What is known of a connection that we have dialled. Null: the component has connected.</summary>
    public DialledLink? Dialled { get; init; }
}

/// <summary>A component's first stream header is XEP-0225's: an <see cref="AuthenticatingStream"/> is to take its connection over.</summary>
internal sealed record BeginAuthentication(ActorStanzaSink Sink, StreamHeader Header);

/// <summary>Who a component's stream has proved to be.</summary>
/// <param name="Domains">The domains that it serves, normalised (RFC 7622); at least one, unless it binds them itself (<see cref="Proof"/>).</param>
/// <param name="Link">How it came to be connected.</param>
internal sealed record ComponentIdentity(ImmutableArray<string> Domains, InstanceLink Link)
{
    /// <summary>The domain that it is known by: its first, or the one that it has authenticated as.</summary>
    public string Name { get => field ?? Domains[0]; init; }

    /// <summary>XEP-0225: it binds hostnames, those that this opens. Null: its domains are what they are.</summary>
    public ComponentProof? Proof { get; init; }

    /// <summary>What opened the stream: an id as <c>farm secret list</c> shows it. Null: a credential of the configuration.</summary>
    public string? CredentialId { get; init; }

    /// <summary>Names the instance within its farms, the rendezvous candidate; unique for each stream unless the component names itself.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Where the router has dialled it, as configured or looked up (<c>host:port</c>). Null: it has connected itself.</summary>
    public string? Endpoint { get; init; }

    /// <summary>What its instance gets with nothing against it.</summary>
    public InstanceShare Share { get; init; } = InstanceShare.Full;

    /// <summary>Written as soon as all farms have taken the instance in. Null: nothing.</summary>
    public XmppElement? Welcome { get; init; }
}

/// <summary>How a component's link came about. Crosses nodes: append only.</summary>
internal enum InstanceLink
{
    /// <summary>XEP-0114, the component has connected (<c>jabber:component:accept</c>).</summary>
    Accepted = 0,

    /// <summary>XEP-0114, the router has connected (<c>jabber:component:connect</c>, or the accept handshake in reverse roles).</summary>
    Dialled = 1,

    /// <summary>XEP-0225.</summary>
    Bound = 2,
}
