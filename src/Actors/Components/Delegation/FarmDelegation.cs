using System.Collections.Immutable;

namespace XmppActors.Actors.Components.Delegation;

/// <summary>A namespace whose requests a component answers in the server's place (XEP-0355).</summary>
/// <param name="Namespace">Of the request's payload.</param>
/// <param name="Attributes">What the payload must have for that, whatever is in them. Empty: nothing.</param>
internal sealed record FarmDelegation(string Namespace, ImmutableArray<string> Attributes);
