using XmppActors.Actors.Streams;

namespace XmppActors.Actors.Components;

/// <summary>Parent of all components' streams on this node.</summary>
internal sealed class ComponentStreams(ComponentServices services) : StreamParent(services.Cluster)
{
    public static StreamAcceptor Start(ActorSystem system, ComponentServices services) =>
        new(system.ActorOf(Props.Create(() => new ComponentStreams(services)), "component-streams"));

    protected override Props StreamOn(ActorStanzaSink sink) => Props.Create(() => new ComponentStream(sink, services));
}
