using XmppActors.Actors.Serialization;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Accounts;

/// <summary>A message for the one <c>Account</c> entity of a bare JID; sent to the accounts' shard region.</summary>
/// <remarks>
/// Besides these the region takes a bare <c>Stanza</c>, which is inbound to the account of its <c>to</c>.
/// </remarks>
internal interface IAccountMessage : IClusterMessage
{
    /// <summary>The account spoken to: the entity's key.</summary>
    BareJid Account { get; }
}
