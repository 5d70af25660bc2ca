using System.Xml.Linq;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.ServerInfo;

/// <summary>Nodes of the server beside itself, for service discovery (XEP-0030 §§3.2, 4.2).</summary>
internal interface IDiscoNodes
{
    /// <summary>The answer to a disco#info request with this node; null: there is no such node, for whoever asks.</summary>
    XElement? Info(string node, Stanza request);

    /// <summary>The answer to a disco#items request with this node; null: there is no such node, for whoever asks.</summary>
    XElement? Items(string node, Stanza request);
}
