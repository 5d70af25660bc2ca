using XmppActors.Transport.Addresses;
using XmppActors.Transport.Sasl;

namespace XmppActors.Actors.Storage;

/// <summary>What is kept of an account beside its roster.</summary>
/// <param name="Keys">What passwords are verified against, at most one per hash; the password itself is kept
/// nowhere.</param>
/// <param name="LastLogout">Null until its last resource became unavailable for the first time.</param>
internal sealed record AccountRecord(
    BareJid Address, IReadOnlyList<ScramKeys> Keys, DateTimeOffset CreatedAt, LastLogout? LastLogout);

/// <summary>
/// The account's last resource became unavailable at <paramref name="At"/>, saying <paramref name="Status"/>
/// (XEP-0012 §4).
/// </summary>
internal sealed record LastLogout(DateTimeOffset At, string? Status);
