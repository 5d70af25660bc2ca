using XmppActors.Actors.Routing;
using XmppActors.Transport.Addresses;

namespace XmppActors.Conversations.Runner;

/// <summary>The world that a script runs in: one node or, unchanged, a cluster.</summary>
internal interface IConversationServer : IAsyncDisposable
{
    VirtualTime Time { get; }

    StanzaCounts Counts { get; }

    /// <summary>Connects to a listener, by its name in scripts: <c>c2s</c>, <c>c2s-starttls</c>, <c>component</c>, <c>component-starttls</c>,
    /// <c>websocket</c>.</summary>
    Task<IWire> ConnectAsync(string listener);

    Task CreateAccountAsync(BareJid account, string password);

    Task RemoveAccountAsync(BareJid account);

    /// <summary>Completes when no actor has anything to do.</summary>
    Task IdleAsync();

    /// <summary>Closes all streams; completes when they are closed.</summary>
    Task DrainAsync();

    /// <summary>Makes a mutual subscription, or one of <paramref name="subscriber"/> to <paramref name="contact"/>
    /// alone.</summary>
    Task SubscribeAsync(BareJid subscriber, BareJid contact, bool isMutual);
}
