using System.Xml.Linq;
using XmppActors.Actors.Routing;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Availability.Pubsub;

/// <summary>Asks all farms for somebody's subscriptions, for one request (XEP-0060 §5.6); answers with those that are known in time.</summary>
internal sealed class SubscriptionSearch(
    Stanza request, IActorRef origin, string[] domains, IActorRef region, IStanzaRouter router, StanzaCounters counters)
    : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly List<XElement> _found = [];
    private int _open = domains.Length;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        foreach (var domain in domains)
            region.Tell(new FindNodeSubscriptions(domain, request.To!.Domainpart, request.From!.Bare), Self);
        Timers.StartSingleTimer(nameof(TimeUp), TimeUp.Instance, Patience);
        if (_open == 0) Answer();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case NodeSubscriptionsFound found: OnFound(found); break;
            case TimeUp: Answer(); break;
            default: Unhandled(message); break;
        }
    }

    private void OnFound(NodeSubscriptionsFound found)
    {
        _found.AddRange(found.Subscriptions.Select(each => PubsubXml.Subscription(PubsubXml.NodeOf(found.Domain), each)));
        if (--_open == 0) Answer();
    }

    private void Answer()
    {
        counters.Originated();
        router.Route(
            StanzaErrors.IqResult(request, PubsubXml.Answer(new XElement(PubsubXml.Pubsub + "subscriptions", _found))), Self);
        counters.Handled();
        origin.Settle(request.Origin);
        Context.Stop(Self);
    }

    private sealed record TimeUp
    {
        public static readonly TimeUp Instance = new();
    }
}
