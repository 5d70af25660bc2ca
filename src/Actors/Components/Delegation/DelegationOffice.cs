using System.Globalization;
using System.Xml.Linq;
using XmppActors.Actors.Components.Policies;
using XmppActors.Actors.Components.Privileges;
using XmppActors.Actors.Routing;
using XmppActors.Actors.Serialization;
using XmppActors.Actors.ServerInfo;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Delegation;

/// <summary>A request is to be answered by a component.</summary>
/// <param name="Request">Sent to the server or to an account. It has ended: its answer is another stanza.</param>
internal sealed record DelegateRequest(Stanza Request, BareJid Component);

/// <summary>A farm's snapshot is another.</summary>
internal sealed record FarmSeen(FarmView Farm);

/// <summary>A component has said what it can do: told to the offices of all nodes.</summary>
/// <param name="IsBare">Of accounts; else of the server.</param>
/// <param name="Query">The answer's payload.</param>
internal sealed record InfoSaid(string Namespace, bool IsBare, string Query) : IClusterMessage;

/// <summary>Asks components in the server's place, and hands their answers on (XEP-0355 §4.3); asks those that join on this node what they can do (§6.2).</summary>
/// <remarks>One on each node. The answer comes to the node that the component is connected to, whose office passes it on to the one that has
/// asked, which the id names. At most <see cref="Capacity"/> at a time; what has no answer after <see cref="AnswerTime"/> is answered with
/// <c>service-unavailable</c>, as is all that the component answers with an error or with something else than it may.</remarks>
internal sealed class DelegationOffice(
    DelegationBook book, DelegatedInfo info, IStanzaRouter router, StanzaCounters counters, BareJid server, Address here) : UntypedActor, IWithTimers
{
    /// <summary>Its name below <c>/user</c>, the same on all nodes.</summary>
    public const string Name = "delegation-office";

    public const int Capacity = 4096;

    public static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);

    private const string Prefix = "delegated-";

    private readonly Dictionary<string, Question> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _asked = new(StringComparer.Ordinal); // By domain: the instances and namespaces then.
    private readonly Dictionary<(string Namespace, bool IsBare), InfoSaid> _said = []; // To this node's instances.
    private readonly string _tag = TagOf(here);
    private long _count;

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>It may be meant for an office, this node's or another's.</summary>
    public static bool IsAnswer(Stanza stanza) => stanza is { Type: StanzaType.Result or StanzaType.Error, Id: { } id } && id.StartsWith(Prefix, StringComparison.Ordinal);

    protected override void PreStart() => Cluster.Get(Context.System).Subscribe(
        Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberUp));

    protected override void PostStop() => Cluster.Get(Context.System).Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DelegateRequest delegated: OnDelegated(delegated); break;
            case Stanza answer: OnAnswer(answer); break;
            case FarmSeen seen: OnSeen(seen.Farm); break;
            case InfoSaid said: info.Say(said.Namespace, said.IsBare, XElement.Parse(said.Query)); break;
            case ClusterEvent.MemberUp up:
                foreach (var said in _said.Values) Tell(up.Member, said);
                break;
            case TooLate late: OnTooLate(late.Id); break;
            default: Unhandled(message); break;
        }
    }

    private void OnDelegated(DelegateRequest delegated)
    {
        var request = delegated.Request;
        if (_open.Count >= Capacity)
        {
            Refuse(request, StanzaErrorCondition.ResourceConstraint);
            return;
        }
        var from = BareJid.Domain(request.To!.Domainpart);
        Ask(
            new Question(delegated.Component, request, null, false),
            from,
            StanzaType.Set,
            new XElement(DelegationXml.Delegation, ForwardedStanza.Wrap(request)));
    }

    /// <summary>Instances have come or gone, or the farm is given something else to do: what it can do is asked for anew.</summary>
    private void OnSeen(FarmView farm)
    {
        var delegations = farm.Rules.Delegations;
        foreach (var ns in info.Namespaces.ToArray())
        {
            if (book.Farms.Any(each => each.Rules.Delegations.Any(delegation => delegation.Namespace == ns))) continue;
            info.Say(ns, isBare: false, null);
            info.Say(ns, isBare: true, null);
        }
        var joined = string.Join('\n', farm.Snapshot.Instances.Where(instance => Candidates.IsAt(instance, here)).Select(each => each.Id));
        var seen = $"{joined}\n\n{string.Join('\n', delegations.Select(each => each.Namespace))}";
        if (delegations.IsEmpty || joined.Length == 0 || _asked.GetValueOrDefault(farm.Domain) == seen) return;
        _asked[farm.Domain] = seen;
        foreach (var delegation in delegations)
        {
            if (delegation.Namespace is DelegationXml.AnyInfo or DelegationXml.AnyItems) continue;
            AskFor(farm.Address, delegation.Namespace, isBare: false);
            AskFor(farm.Address, delegation.Namespace, isBare: true);
        }
    }

    private void AskFor(BareJid component, string ns, bool isBare) => Ask(
        new Question(component, null, ns, isBare),
        server,
        StanzaType.Get,
        new XElement(
            XName.Get("query", ServiceDiscovery.InfoNamespace), new XAttribute("node", $"{DelegationXml.Namespace}{(isBare ? ":bare:" : "::")}{ns}")));

    private void Ask(Question question, BareJid from, StanzaType type, XElement content)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{_tag}-{++_count}");
        _open.Add(id, question);
        Timers.StartSingleTimer(id, new TooLate(id), AnswerTime);
        counters.Originated();
        router.Route(Stanza.Create(StanzaKind.Iq, type, from, question.Component, id, content), Self);
    }

    private void OnAnswer(Stanza answer)
    {
        var id = answer.Id!;
        if (!id.AsSpan(Prefix.Length).StartsWith(_tag))
        {
            PassOn(answer, id);
            return;
        }
        if (!_open.TryGetValue(id, out var question) || answer.From?.Bare != question.Component) return; // Too late, or somebody else's.
        _open.Remove(id);
        Timers.Cancel(id);
        if (question.Request is { } request)
            Answer(request, answer);
        else if (answer.Type == StanzaType.Result && answer.FirstChild() is { } query)
            Say(new InfoSaid(question.Namespace!, question.IsBare, query.ToString(SaveOptions.DisableFormatting)));
    }

    private void Say(InfoSaid said)
    {
        _said[(said.Namespace, said.IsBare)] = said;
        Self.Tell(said);
        foreach (var member in Cluster.Get(Context.System).State.Members) Tell(member, said);
    }

    private void PassOn(Stanza answer, string id)
    {
        foreach (var member in Cluster.Get(Context.System).State.Members)
        {
            if (id.AsSpan(Prefix.Length).StartsWith(TagOf(member.Address))) Tell(member, answer.WithOrigin(default));
        }
    }

    private void Tell(Member member, object message)
    {
        if (!member.Address.Equals(here)) Context.ActorSelection($"{member.Address}/user/{Name}").Tell(message, ActorRefs.NoSender);
    }

    private void Answer(Stanza request, Stanza answer)
    {
        if (answer.Type == StanzaType.Result
            && answer.FirstChild() is { } delegation && delegation.Name == DelegationXml.Delegation
            && ForwardedStanza.TryRead(delegation, out var inner)
            && inner is { Kind: StanzaKind.Iq, Type: StanzaType.Result }
            && inner.Id == request.Id
            && request.From!.Equals(inner.To)
            && (inner.From is null || inner.From.Equals(request.To)))
        {
            counters.Originated();
            router.Route(inner.With(request.To, request.From), Self);
        }
        else
        {
            Refuse(request, StanzaErrorCondition.ServiceUnavailable);
        }
    }

    private void OnTooLate(string id)
    {
        if (_open.Remove(id, out var question) && question.Request is { } request) Refuse(request, StanzaErrorCondition.ServiceUnavailable);
    }

    private void Refuse(Stanza request, StanzaErrorCondition condition)
    {
        if (StanzaErrors.Bounce(request, condition) is not { } error) return;
        counters.Originated();
        router.Route(error.WithOrigin(default), Self);
    }

    /// <summary>Names a node without telling where it is.</summary>
    private static string TagOf(Address address) => string.Create(CultureInfo.InvariantCulture, $"{Rendezvous.Hash(address.ToString()):x16}");

    /// <param name="Request">Null: what the component can do was asked.</param>
    private sealed record Question(BareJid Component, Stanza? Request, string? Namespace, bool IsBare);

    private sealed record TooLate(string Id);
}
