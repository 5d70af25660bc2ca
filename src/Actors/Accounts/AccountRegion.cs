using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Accounts;

/// <summary>
/// Starts the shard region of the accounts: told a <see cref="Stanza"/> or an <see cref="IAccountMessage"/>, it finds
/// the entity.
/// </summary>
internal static class AccountRegion
{
    public const string TypeName = "account";

    private const int Shards = 256;

    public static IActorRef Start(ActorSystem system, AccountServices services)
    {
        // Entities decide for themselves: one with a bound resource may be silent for hours.
        var settings = ClusterShardingSettings.Create(system).WithPassivateIdleAfter(TimeSpan.Zero);
        var sharding = ClusterSharding.Get(system);
        IActorRef region = ActorRefs.Nobody;
        region = sharding.Start(
            TypeName,
            entityId => Props.Create<Account>(entityId, services, region),
            settings,
            new Extractor(),
            sharding.DefaultShardAllocationStrategy(settings),
            LeaveMemory.Instance);
        return region;
    }

    /// <summary>The bare JID of a stanza's <c>to</c>, or whom the message says.</summary>
    private sealed class Extractor() : HashCodeMessageExtractor(Shards)
    {
        public override string? EntityId(object message) => message switch
        {
            Stanza stanza => stanza.To?.Bare.Value,
            IAccountMessage accountMessage => accountMessage.Account.Value,
            _ => null,
        };
    }
}
