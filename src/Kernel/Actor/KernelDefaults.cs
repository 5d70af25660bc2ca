using XmppActors.Kernel.Configuration;

namespace XmppActors.Kernel.Actor;

/// <summary>What the engine assumes where a configuration is silent; keys and values are Akka.NET's, save <c>shard-buffer-size</c>,
/// <c>internal-stash-capacity</c> and a shorter <c>handoff-timeout</c>.</summary>
internal static class KernelDefaults
{
    internal static readonly Config Config = ConfigurationFactory.ParseString("""
        akka {
          loglevel = INFO
          actor {
            ask-timeout = infinite
            default-mailbox.mailbox-capacity = 1000
            mailbox.bounded-queue-based.mailbox-type = "Akka.Dispatch.BoundedMailbox"
          }
          coordinated-shutdown {
            terminate-actor-system = on
            run-by-actor-system-terminate = on
            default-phase-timeout = 5s
            phases {
              cluster-sharding-shutdown-region.timeout = 10s
              cluster-exiting.timeout = 10s
              actor-system-terminate.timeout = 10s
            }
          }
          cluster.sharding {
            passivate-idle-entity-after = 120s
            buffer-size = 100000
            shard-buffer-size = 10000
            handoff-timeout = 10s
          }
          persistence {
            max-concurrent-recoveries = 50
            internal-stash-capacity = 10000
            journal-plugin-fallback.recovery-event-timeout = 30s
          }
        }
        """);
}
