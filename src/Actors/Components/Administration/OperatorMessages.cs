using XmppActors.Actors.Serialization;

namespace XmppActors.Actors.Components.Administration;

/// <summary>An operator's change to a farm, made at run time and remembered by its entity; answered by <see cref="FarmChanged"/>.</summary>
internal interface IFarmChange : IFarmMessage;

/// <summary>Makes a farm known, or gives it other settings: at once, on all nodes, until <see cref="RemoveFarm"/>.</summary>
/// <param name="Settings">What <c>xmpp.farms."domain"</c> could hold, as HOCON text, without secrets; laid over what the configuration says.
/// Whoever tells it has checked it.</param>
internal sealed record AddFarm(string Domain, string Settings) : IFarmChange;

/// <summary>Takes back what <see cref="AddFarm"/> said. A farm that the configuration does not know ends: its stored secrets are removed, its
/// links closed with <c>host-gone</c> (RFC 6120 §4.9.3.5), and its stanzas bounced with <c>remote-server-not-found</c>.</summary>
internal sealed record RemoveFarm(string Domain) : IFarmChange;

/// <summary>Gives an instance no new keys, and closes its link when it has had nothing outstanding for as long as keys are kept
/// (<see cref="Policies.FarmRules.DrainIdle"/>), at the deadline in any case.</summary>
/// <param name="Target">See <see cref="InstanceTarget"/>. An id's drain ends with its instance, any other waits for those that come.</param>
/// <param name="Deadline">From now; zero closes at once.</param>
internal sealed record DrainInstance(string Domain, string Target, TimeSpan Deadline) : IFarmChange;

/// <summary>Takes a drain back, of an instance whose link is still there, or of those that would come.</summary>
/// <param name="Target">As it was drained.</param>
internal sealed record UndrainInstance(string Domain, string Target) : IFarmChange;

/// <summary>Sets the share of instances, those that are there and those that come.</summary>
/// <param name="Target">See <see cref="InstanceTarget"/>.</param>
/// <param name="Weight">0 to <see cref="FarmInstance.MaxWeight"/>; 0 takes it out. Null: as it came.</param>
internal sealed record SetWeight(string Domain, string Target, int? Weight) : IFarmChange;

/// <summary>A secret has been stored for the domain: the farm is known from now on. The secret itself crosses no node.</summary>
/// <param name="SecretId">What it is called in its table.</param>
internal sealed record AddSecret(string Domain, string SecretId) : IFarmChange;

/// <summary>Removes a secret from its table; from now on it opens no stream, on any node.</summary>
/// <param name="CloseLinks">Closes the links that it has opened too, with <c>not-authorized</c>; else they stay.</param>
internal sealed record RevokeSecret(string Domain, string SecretId, bool CloseLinks) : IFarmChange;

/// <summary>What has come of an <see cref="IFarmChange"/>: done means remembered.</summary>
/// <param name="Detail">More about it, for the operator. Empty: nothing.</param>
internal sealed record FarmChanged(string Domain, FarmChangeOutcome Outcome, string Detail) : IClusterMessage;

/// <summary>Crosses nodes: append only.</summary>
internal enum FarmChangeOutcome
{
    Done = 0,

    /// <summary>No instance is named so, and the target is an id.</summary>
    NoSuchInstance = 1,

    NoSuchSecret = 2,

    /// <summary>There is nothing to take back: no such farm, no such drain, no such weight.</summary>
    NothingThere = 3,

    /// <summary>The farm is in the configuration, and nothing else was said of it at run time: it is to be removed there.</summary>
    Configured = 4,

    /// <summary>The settings, or the weight, are not what they may be; the detail says why.</summary>
    BadValue = 5,

    /// <summary>It could not be remembered; nothing has changed.</summary>
    StorageUnavailable = 6,
}
