using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Streams.Settling;

/// <summary>How whoever has dealt with a stanza says so.</summary>
internal static class Settlement
{
    /// <summary>The stanza needs nobody's care any more.</summary>
    /// <param name="reader">Who told it: the stream that read it.</param>
    /// <param name="count">How many: those of the session just before it as well.</param>
    public static void Settle(this IActorRef reader, StanzaOrigin origin, int count = 1)
    {
        if (!origin.IsNone) reader.Tell(new StanzaSettled(origin.Session, origin.Number, count), ActorRefs.NoSender);
    }

    /// <inheritdoc cref="StanzaRefused"/>
    public static void Refuse(this IActorRef reader, StanzaOrigin origin) =>
        reader.Tell(new StanzaRefused(origin.Session, origin.Number, origin.IsRepeated), ActorRefs.NoSender);

    /// <inheritdoc cref="StanzaHeld"/>
    public static void Hold(this IActorRef reader, StanzaOrigin origin) =>
        reader.Tell(new StanzaHeld(origin.Session, origin.Number), ActorRefs.NoSender);

    /// <summary>Whether a stanza leaves the server, for a component: it is kept however alone the node is.</summary>
    /// <param name="isServed">Whether a domain is one of ours.</param>
    public static bool IsForOthers(Stanza stanza, Func<string, bool> isServed) => stanza.To is { } to && !isServed(to.Domainpart);

    /// <summary>With whom a client's or component's stanza is in order: an account, or those of another domain that its policy keeps together. Answers to requests go to
    /// whoever asked and are in no order.</summary>
    /// <param name="isServed">Whether a domain is one of ours.</param>
    /// <param name="orderElsewhere">The order of a stanza to another domain; null: it is in none.</param>
    public static string? DestinationOf(Stanza stanza, Func<string, bool> isServed, Func<Stanza, string?> orderElsewhere)
    {
        if (stanza is { Kind: StanzaKind.Iq, Type: StanzaType.Result or StanzaType.Error }) return null;
        if (stanza.To is null) return stanza.From?.Bare.Value;
        if (!isServed(stanza.To.Domainpart)) return orderElsewhere(stanza);
        return stanza.To.Localpart is null ? null : stanza.To.Bare.Value;
    }
}
