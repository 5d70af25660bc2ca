using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Cluster.Sharding;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.ShardingTests;

public sealed partial class ShardRegionTests
{
    private sealed record To(string Id, object Message);

    private sealed class Scene : IDisposable
    {
        private readonly List<string> _log = [];

        internal Scene(string config = "") : this(settings => settings.WithPassivateIdleAfter(TimeSpan.Zero), config)
        {
        }

        internal Scene(Func<ClusterShardingSettings, ClusterShardingSettings> adapt, string config = "")
        {
            Stage = new Stage(config);
            Region = ClusterSharding.Get(Stage.System).Start(
                "account",
                id => id == "unmakeable" ? throw new InvalidOperationException("no") : Props.Create<Entity>(id, this),
                adapt(ClusterShardingSettings.Create(Stage.System)),
                HashCodeMessageExtractor.Create(
                    16,
                    message => message is To { Id: "throw" } ? throw new InvalidOperationException("no") : (message as To)?.Id,
                    message => ((To)message).Message));
            Stage.Settle();
        }

        internal Stage Stage { get; }

        internal IActorRef Region { get; }

        internal IActorRef? LastEntity { get; set; }

        internal int Incarnations { get; set; }

        public void Dispose() => Stage.Dispose();

        internal int Begin(string id)
        {
            Incarnations++;
            return _incarnations[id] = _incarnations.GetValueOrDefault(id) + 1;
        }

        internal void Tell(params (string Id, object Message)[] messages)
        {
            foreach (var (id, message) in messages) Region.Tell(new To(id, message));
            Stage.Settle();
        }

        internal IActorRef EntityOf(string id)
        {
            Tell((id, "linger"));
            return LastEntity!;
        }

        internal List<string> Of(string id) => [.. _log.Where(entry => entry.StartsWith(id + "#", StringComparison.Ordinal))];

        internal void Note(string entry) => _log.Add(entry);

        private readonly Dictionary<string, int> _incarnations = [];
    }

    private sealed class Entity(string id, Scene scene) : UntypedActor
    {
        private readonly int _incarnation = scene.Begin(id);
        private bool _lingers;

        protected override void OnReceive(object message)
        {
            scene.LastEntity = Self;
            switch (message)
            {
                case "passivate":
                    Context.Parent.Tell(new Passivate("stopping"));
                    break;
                case "linger":
                    _lingers = true;
                    break;
                case "stop" or "done":
                    Context.Stop(Self);
                    break;
                case "child":
                    Context.ActorOf(Scripted.Props((_, _) => { }));
                    break;
                case "boom":
                    throw new InvalidOperationException("boom");
                case "who?":
                    Sender.Tell(id);
                    break;
                case "path?":
                    Sender.Tell(Self.Path.ToString());
                    break;
                default:
                    scene.Note(FormattableString.Invariant($"{id}#{_incarnation} {message}"));
                    if (message is "stopping" && !_lingers) Context.Stop(Self);
                    break;
            }
        }
    }
}
