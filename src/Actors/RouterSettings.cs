using XmppActors.Actors.Accounts;
using XmppActors.Actors.Bridge;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Availability;
using XmppActors.Actors.Registration;
using XmppActors.Actors.Streams;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Sasl;

namespace XmppActors.Actors;

/// <summary>All that the actors of one node are told, each room's part in the room's own record.</summary>
internal sealed record RouterSettings
{
    public required StreamSettings Streams { get; init; }

    public required ComponentSettings Components { get; init; }

    public required SaslSettings Sasl { get; init; }

    public PubsubSettings Pubsub { get; init; } = PubsubSettings.Default;

    /// <summary>Where clients find the document that tells of outages, told in the server's <c>disco#info</c> (XEP-0455).</summary>
    public IReadOnlyList<string> StatusAddresses { get; init; } = [];

    /// <summary>Null: no other cluster is joined.</summary>
    public BridgeSettings? Bridge { get; init; }

    /// <summary>What is known of that cluster.</summary>
    public BridgeDirectory BridgeDirectory { get; init; } = new();

    public AccountSettings Accounts { get; init; } = AccountSettings.Default;

    public RegistrationSettings Registration { get; init; } = RegistrationSettings.Default;

    /// <summary>Who may command the server from a client (XEP-0050); bare JIDs.</summary>
    public IReadOnlySet<BareJid> Administrators { get; init; } = new HashSet<BareJid>();

    public LoginThrottleSettings Logins { get; init; } = new();
}
