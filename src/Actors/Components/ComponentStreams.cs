using XmppActors.Actors.Components.Dialling;
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

    protected override Props StreamOn(ActorStanzaSink sink) => Props.Create(() => new AcceptingStream(sink, services, null));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BeginInstance begin: OnBegin(begin); break;
            case BeginAuthentication begin: OnBegin(begin); break;
            case ConnectionDialled dialled: OnDialled(dialled.Sink, dialled.Link); break;
            default: base.OnReceive(message); break;
        }
    }

    private void OnDialled(ActorStanzaSink sink, DialledLink link)
    {
        if (IsDraining)
        {
            sink.Connection.Close(new StreamError(StreamErrorCondition.SystemShutdown));
            link.Dialler.Tell(new LinkFailed("this node stops"));
            return;
        }
        var stream = Context.ActorOf(link.Handshake == ConnectHandshake.Reversed
            ? Props.Create(() => new AcceptingStream(sink, services, link))
            : Props.Create(() => new ConnectingStream(sink, link, services)));
        if (sink.HandTo(stream) is { } gone) stream.Tell(gone);
    }

    private void OnBegin(BeginAuthentication begin)
    {
        if (IsDraining)
            begin.Sink.Connection.Close(new StreamError(StreamErrorCondition.SystemShutdown));
        else
            Context.ActorOf(Props.Create(() => new AuthenticatingStream(begin, services)));
    }

    private void OnBegin(BeginInstance begin)
    {
        if (IsDraining)
        {
            begin.Sink.Connection.Close(new StreamError(StreamErrorCondition.SystemShutdown));
            return;
        }
        var instance = Context.ActorOf(Props.Create(() => new InstanceStream(begin, services)));
        begin.Dialled?.Dialler.Tell(new LinkServes(instance));
    }
}
