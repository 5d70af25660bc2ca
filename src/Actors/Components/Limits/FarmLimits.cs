using System.Collections.Immutable;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Limits;

/// <summary>What a farm's component may say, and what may be said to it. Answers and errors always pass.</summary>
internal sealed record FarmLimits
{
    /// <summary>Everything is allowed.</summary>
    public static readonly FarmLimits None = new();

    /// <summary>What may be sent to it; else <c>not-acceptable</c>.</summary>
    public StanzaKinds KindsTo { get; init; } = StanzaKinds.All;

    /// <summary>What it may send; else <c>not-acceptable</c>.</summary>
    public StanzaKinds KindsFrom { get; init; } = StanzaKinds.All;

    /// <summary>The addresses at its domains that it may use; else <c>forbidden</c>. Empty: all.</summary>
    public ImmutableArray<JidPattern> From { get; init; } = [];

    /// <summary>Who may send to it; else <c>forbidden</c>. Empty: everybody.</summary>
    public ImmutableArray<JidPattern> AllowFrom { get; init; } = [];

    /// <summary>Who may not, though <see cref="AllowFrom"/> says so.</summary>
    public ImmutableArray<JidPattern> DenyFrom { get; init; } = [];

    /// <summary>Stanzas a second that one bare JID may send to it from one node, with a second's worth at once; beyond that
    /// <c>resource-constraint</c>, type wait. 0: any number.</summary>
    public int SenderStanzas { get; init; }

    /// <summary>Bytes a second, likewise.</summary>
    public int SenderBytes { get; init; }

    /// <summary>Stanzas a second that are read from one instance; the others wait in its connection. 0: any number.</summary>
    public int InstanceStanzas { get; init; }

    /// <summary>Bytes a second, likewise.</summary>
    public int InstanceBytes { get; init; }

    /// <summary>Largest stanza, on the wire, in either direction: a larger one to it is answered with <c>policy-violation</c>, a larger one from it
    /// ends its stream with the same. 0: as large as the listener allows.</summary>
    public int MaxStanzaBytes { get; init; }

    /// <summary>Nothing needs to be looked at in what is sent to it.</summary>
    public bool AdmitsAll => KindsTo == StanzaKinds.All && AllowFrom.IsEmpty && DenyFrom.IsEmpty && MaxStanzaBytes == 0 && !HasSenderRate;

    public bool HasSenderRate => SenderStanzas > 0 || SenderBytes > 0;
}

/// <summary>Some of the three kinds of stanzas. Crosses nodes: append only.</summary>
[Flags]
internal enum StanzaKinds
{
    None = 0,
    Message = 1,
    Presence = 2,
    Iq = 4,
    All = Message | Presence | Iq,
}

/// <summary>Kinds of stanzas by name and by stanza.</summary>
internal static class StanzaKindNames
{
    public static readonly (string Word, StanzaKinds Value)[] All =
        [("message", StanzaKinds.Message), ("presence", StanzaKinds.Presence), ("iq", StanzaKinds.Iq)];

    public static StanzaKinds Of(Stanza stanza) => stanza.Kind switch
    {
        StanzaKind.Message => StanzaKinds.Message,
        StanzaKind.Presence => StanzaKinds.Presence,
        _ => StanzaKinds.Iq,
    };
}
