using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Actor;

/// <summary>Stops a system in order: the tasks of a phase run together, the next phase begins when they have ended or its time is up.</summary>
/// <remarks>A task that fails is logged and holds nothing up. The last phase stops the actors.</remarks>
public sealed class CoordinatedShutdown
{
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";
    public const string PhaseServiceUnbind = "service-unbind";
    public const string PhaseServiceRequestsDone = "service-requests-done";
    public const string PhaseServiceStop = "service-stop";
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";
    public const string PhaseClusterLeave = "cluster-leave";
    public const string PhaseClusterExiting = "cluster-exiting";
    public const string PhaseClusterExitingDone = "cluster-exiting-done";
    public const string PhaseClusterShutdown = "cluster-shutdown";
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    private static readonly string[] Phases =
    [
        PhaseBeforeServiceUnbind, PhaseServiceUnbind, PhaseServiceRequestsDone, PhaseServiceStop,
        PhaseBeforeClusterShutdown, PhaseClusterShardingShutdownRegion, PhaseClusterLeave, PhaseClusterExiting,
        PhaseClusterExitingDone, PhaseClusterShutdown, PhaseBeforeActorSystemTerminate, PhaseActorSystemTerminate,
    ];

    private readonly Lock _gate = new();
    private readonly ActorSystemImpl _system;
    private readonly Dictionary<string, List<(string Name, Func<Task<Done>> Work)>> _tasks = [];
    private Task<Done>? _run;

    private CoordinatedShutdown(ActorSystemImpl system)
    {
        _system = system;
        if (!system.Settings.CoordinatedShutdownTerminateActorSystem) return;
        AddTask(PhaseActorSystemTerminate, "terminate-system", async () =>
        {
            await system.FinalTerminate().ConfigureAwait(false);
            return Done.Instance;
        });
    }

    /// <summary>Why the shutdown began; <c>null</c> as long as it has not.</summary>
    public Reason? ShutdownReason { get; private set; }

    /// <summary>The longest that all phases with tasks may take.</summary>
    public TimeSpan TotalTimeout
    {
        get
        {
            lock (_gate) return _tasks.Keys.Aggregate(TimeSpan.Zero, (sum, phase) => sum + Timeout(phase));
        }
    }

    public static CoordinatedShutdown Get(ActorSystem sys) =>
        ((ActorSystemImpl)sys).Extension(static system => new CoordinatedShutdown(system));

    /// <summary>Adds work to a phase; it is not done if the phase has begun already.</summary>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        CheckPhase(phase);
        ArgumentException.ThrowIfNullOrEmpty(taskName);
        ArgumentNullException.ThrowIfNull(task);
        lock (_gate)
        {
            if (!_tasks.TryGetValue(phase, out var tasks)) _tasks.Add(phase, tasks = []);
            tasks.Add((taskName, task));
        }
    }

    /// <summary>Begins the shutdown; a second call changes nothing and awaits the same end.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="fromPhase">Skips the phases before it.</param>
    public Task<Done> Run(Reason reason, string? fromPhase = null)
    {
        if (fromPhase is not null) CheckPhase(fromPhase);
        lock (_gate)
        {
            if (_run is not null) return _run;
            ShutdownReason = reason;
            return _run = Task.Run(() => RunPhases(fromPhase ?? Phases[0]));
        }
    }

    /// <summary>How long a phase may take: <c>akka.coordinated-shutdown.phases.(phase).timeout</c>.</summary>
    public TimeSpan Timeout(string phase)
    {
        CheckPhase(phase);
        var config = _system.Settings.Config;
        return config.GetTimeSpan(
            $"akka.coordinated-shutdown.phases.{phase}.timeout",
            config.GetTimeSpan("akka.coordinated-shutdown.default-phase-timeout"));
    }

    private static void CheckPhase(string phase)
    {
        if (!Phases.Contains(phase)) throw new ArgumentException($"Unknown phase [{phase}].", nameof(phase));
    }

    private async Task<Done> RunPhases(string fromPhase)
    {
        foreach (var phase in Phases.SkipWhile(phase => phase != fromPhase))
        {
            (string Name, Func<Task<Done>> Work)[] tasks;
            lock (_gate) tasks = _tasks.TryGetValue(phase, out var found) ? [.. found] : [];
            if (tasks.Length == 0) continue;
            var timeout = Timeout(phase);
            try
            {
                await Task.WhenAll(tasks.Select(task => RunTask(phase, task.Name, task.Work)))
                    .WaitAsync(timeout, _system.Clock.Provider).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                _system.Log.Warning("Coordinated shutdown phase [{0}] timed out after {1}", phase, timeout);
            }
        }

        return Done.Instance;
    }

    private async Task RunTask(string phase, string name, Func<Task<Done>> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception failure) // Whatever it was, the phases after it have to come.
        {
            _system.Log.Warning(failure, "Task [{0}] failed in phase [{1}]: {2}", name, phase, failure.Message);
        }
    }

    public class Reason
    {
        protected Reason()
        {
        }
    }

    public class UnknownReason : Reason
    {
        public static readonly Reason Instance = new UnknownReason();

        private UnknownReason()
        {
        }
    }

    public class ActorSystemTerminateReason : Reason
    {
        public static readonly Reason Instance = new ActorSystemTerminateReason();

        private ActorSystemTerminateReason()
        {
        }
    }

    /// <summary>The process is asked to end.</summary>
    public class ClrExitReason : Reason
    {
        public static readonly Reason Instance = new ClrExitReason();

        private ClrExitReason()
        {
        }
    }
}
