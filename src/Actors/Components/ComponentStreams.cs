using XmppActors.Actors.Components.Instances;
using XmppActors.Actors.Components.Negotiation;
using XmppActors.Actors.Streams;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components;

/// <summary>Parent of all components' streams on this node: one for each connection, then one for each instance.</summary>
internal sealed class ComponentStreams(ComponentServices services) : StreamParent(services.Cluster)
{
    public static StreamAcceptor Start(ActorSystem system, ComponentServices services) =>
        new(system.ActorOf(Props.Create(() => new ComponentStreams(services)), "component-streams"));

    protected override Props StreamOn(ActorStanzaSink sink) => Props.Create(() => new AcceptingStream(sink, services));

    protected override void OnReceive(object message)
    {
        if (message is BeginInstance begin) OnBegin(begin);
        else base.OnReceive(message);
    }

    private void OnBegin(BeginInstance begin)
    {
        if (IsDraining)
            begin.Sink.Connection.Close(new StreamError(StreamErrorCondition.SystemShutdown));
        else
            Context.ActorOf(Props.Create(() => new InstanceStream(begin, services)));
    }
}
