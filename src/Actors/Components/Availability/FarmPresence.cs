using System.Runtime.InteropServices;
using System.Xml.Linq;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Availability;

/// <summary>What presence says of a farm, or of one of its instances (RFC 6121 §4.7).</summary>
/// <param name="IsAvailable">False: presence of type unavailable.</param>
/// <param name="Show">Null: none, which is plain availability.</param>
/// <param name="Status">For people; English.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FarmPresence(bool IsAvailable, string? Show, string Status)
{
    private static readonly XNamespace Client = Namespaces.Client;

    /// <summary>The whole farm's: ready is available, degraded away, draining dnd, and nobody there unavailable.</summary>
    public static FarmPresence Of(FarmHealth health) => health.Condition switch
    {
        FarmCondition.Ready => new(true, null, health.Text),
        FarmCondition.Degraded => new(true, "away", health.Text),
        FarmCondition.Draining => new(true, "dnd", health.Text),
        _ => new(false, null, health.Text),
    };

    /// <summary>One instance's, by the same rule.</summary>
    public static FarmPresence Of(InstanceState state) => state switch
    {
        InstanceState.Ready => new(true, null, "ready"),
        InstanceState.Degraded => new(true, "away", "degraded"),
        InstanceState.Draining => new(true, "dnd", "draining"),
        InstanceState.Suspect => new(false, null, "not answering"),
        InstanceState.Joining => new(false, null, "joining"),
        _ => Gone,
    };

    /// <summary>Of an instance that is not there any more.</summary>
    public static FarmPresence Gone { get; } = new(false, null, "gone");

    /// <param name="capabilities">Goes into available presence (XEP-0115, XEP-0390).</param>
    public Stanza ToStanza(Jid from, Jid to, IReadOnlyList<XElement> capabilities)
    {
        var children = new List<XElement>();
        if (Show is not null) children.Add(new XElement(Client + "show", Show));
        children.Add(new XElement(Client + "status", Status));
        if (IsAvailable) children.AddRange(capabilities);
        var type = IsAvailable ? StanzaType.None : StanzaType.Unavailable;
        return Stanza.Create(StanzaKind.Presence, type, from, to, id: null, [.. children]);
    }
}
