using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Administration;
using XmppActors.Actors.Tests.Accounts;

namespace XmppActors.Actors.Tests.Components.Health;

/// <summary>A farm's entity on the real kernel, and instances whose streams only remember what they are told.</summary>
internal sealed class FarmScene : IDisposable
{
    public const string Domain = "a.example";

    private readonly TestListener _operator;

    /// <param name="settings">Null: the defaults, and the farm is not in the configuration.</param>
    public FarmScene(FarmSettings? settings = null)
    {
        World = settings is null ? new FarmWorld() : new FarmWorld(more: settings with { Domain = Domain });
        World.Watcher.Tell(new WatchFarm(Domain));
        _operator = World.Listener();
        World.Run();
    }

    public FarmWorld World { get; }

    public FarmSnapshot Snapshot => World.Directory.GetOrAdd(Domain).Snapshot;

    /// <summary>An instance that has joined.</summary>
    public SceneInstance Join(string id, Func<FarmInstance, FarmInstance>? how = null)
    {
        var instance = new SceneInstance(this, World.Listener(), id, how ?? (static instance => instance));
        instance.Join();
        return instance;
    }

    public void Advance(double seconds) => World.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>What the farm answers an operator.</summary>
    public object Ask(IFarmMessage command)
    {
        _operator.Heard.Clear();
        World.Region.Tell(command, _operator.Actor);
        World.Run();
        return Assert.Single(_operator.Heard);
    }

    public FarmChangeOutcome Change(IFarmChange change) => Assert.IsType<FarmChanged>(Ask(change)).Outcome;

    public FarmStatus Show() => Assert.IsType<FarmStatus>(Ask(new ShowFarm(Domain)));

    /// <summary>The farm's entity ends, as when its shard moves: the next one has its journal, and what the nodes know.</summary>
    public void MoveEntity()
    {
        World.ActorOf(Props.Create(() => new EntityStopper(World.Region)));
        World.Run();
    }

    public void Dispose() => World.Dispose();

    /// <summary>Stops the actor that answers for the farm.</summary>
    private sealed class EntityStopper : UntypedActor
    {
        public EntityStopper(IActorRef region) => region.Tell(new SubscribeToFarm(Domain, Self, FarmSnapshot.Empty(Domain)));

        protected override void OnReceive(object message)
        {
            if (message is not FarmSnapshot) return;
            Sender.Tell(PoisonPill.Instance);
            Context.Stop(Self);
        }
    }
}

/// <summary>One instance of a <see cref="FarmScene"/>.</summary>
internal sealed class SceneInstance(FarmScene scene, TestListener stream, string id, Func<FarmInstance, FarmInstance> how)
{
    public TestListener Stream => stream;

    public FarmInstance Seen => scene.Snapshot.Find(id) ?? throw new InvalidOperationException($"{id} has left.");

    public (InstanceState State, int Weight) Share => (Seen.State, Seen.Weight);

    public bool IsIn => scene.Snapshot.Find(id) is not null;

    public InstanceStatus Status => scene.Show().Instances.Single(status => status.Id == id);

    public InstanceDirective Directive => stream.Heard.OfType<InstanceDirective>().Last();

    public FarmRefused? Refusal => stream.Heard.OfType<FarmRefused>().LastOrDefault();

    public void Join()
    {
        var instance = how(new FarmInstance(id, stream.Actor, "192.0.2.1:1000", scene.World.Time.GetUtcNow()));
        Tell(new JoinFarm(FarmScene.Domain, instance, scene.Snapshot));
    }

    /// <summary>Its oldest unacknowledged stanza waits for so long.</summary>
    public void Waits(double seconds) => Reports(new InstanceFacts(1, TimeSpan.FromSeconds(seconds), 0, 0, 0));

    public void IsCalm() => Reports(default);

    public void Reports(InstanceFacts facts) => Tell(new ReportInstance(FarmScene.Domain, id, facts));

    public void Leaves() => Tell(new LeaveFarm(FarmScene.Domain, id));

    private void Tell(object message)
    {
        scene.World.Region.Tell(message, stream.Actor);
        scene.World.Run();
    }
}
