using System.Diagnostics.CodeAnalysis;
using System.Xml.Linq;
using XmppActors.Actors.ServerInfo;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.AdHocCommands;

/// <summary>The commands that administrators may give the server from their client (XEP-0050); nobody else may, or learns of them.</summary>
/// <remarks>Filled when the node is composed, one line for each family of commands; only read from then on.</remarks>
/// <param name="administrators">Bare JIDs.</param>
internal sealed class ServerCommands(IReadOnlySet<BareJid> administrators) : IDiscoNodes
{
    public const string Namespace = "http://jabber.org/protocol/commands";

    public static readonly XmlName Payload = new("command", Namespace);

    private readonly List<AdHocCommand> _commands = [];

    public void Add(IEnumerable<AdHocCommand> commands) => _commands.AddRange(commands);

    public bool TryFind(string? node, [NotNullWhen(true)] out AdHocCommand? command) =>
        (command = _commands.Find(each => each.Node == node)) is not null;

    public bool MayCommand(Stanza request) => administrators.Contains(request.From!.Bare);

    /// <summary>Lets them be asked of the server; nothing at all where there are no administrators.</summary>
    /// <param name="desk">The node's <see cref="CommandDesk"/>.</param>
    public void Register(DomainIqs domain, IActorRef desk)
    {
        if (administrators.Count == 0) return;
        domain.Feature(Namespace);
        domain.Feature(DataForm.Namespace);
        domain.On(StanzaType.Set, Payload, (request, origin) =>
        {
            if (!MayCommand(request)) return StanzaErrors.Bounce(request, StanzaErrorCondition.Forbidden);
            desk.Tell(new RunCommand(request), origin);
            return null;
        });
    }

    /// <inheritdoc/>
    public XElement? Info(string node, Stanza request)
    {
        if (administrators.Count == 0 || !MayCommand(request)) return null;
        if (node == Namespace) return ServiceDiscovery.ToInfo("automation", "command-list", "Commands", []);
        return TryFind(node, out var command)
            ? ServiceDiscovery.ToInfo("automation", "command-node", command.Name, [Namespace, DataForm.Namespace])
            : null;
    }

    /// <inheritdoc/>
    public XElement? Items(string node, Stanza request)
    {
        if (administrators.Count == 0) return null;
        if (node == Namespace) return ServiceDiscovery.ToNodes(MayCommand(request) ? _commands.Select(each => (request.To!.Value, each.Node, each.Name)) : []);
        return MayCommand(request) && TryFind(node, out _) ? ServiceDiscovery.ToNodes([]) : null;
    }
}
