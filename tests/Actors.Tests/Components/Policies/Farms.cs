using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Policies;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Components.Policies;

/// <summary>Snapshots and stanzas for the rules of choosing.</summary>
internal static class Farms
{
    public static readonly BareJid Echo = BareJid.Parse("echo.example");

    public static readonly FullJid[] Senders = [.. Enumerable.Range(0, 3000).Select(i => FullJid.Parse($"user{i}@montague.example/r"))];

    /// <summary>Instances by name, each as <c>name</c>, <c>name*weight</c> or <c>name:State</c>, one second after the other.</summary>
    public static FarmSnapshot Of(FarmRules rules, params string[] instances) => instances.Aggregate(
        FarmSnapshot.Empty("echo.example") with { Rules = rules }, (farm, text) => farm.With(Instance(text, farm.Version)));

    public static FarmSnapshot Of(params string[] instances) => Of(FarmRules.Default, instances);

    public static FarmInstance Instance(string text, long second = 0)
    {
        var state = text.Split(':');
        var weight = state[0].Split('*');
        return new FarmInstance(weight[0], ActorRefs.Nobody, "", DateTimeOffset.UnixEpoch.AddSeconds(second))
        {
            State = state.Length > 1 ? Enum.Parse<InstanceState>(state[1]) : InstanceState.Ready,
            Weight = weight.Length > 1 ? int.Parse(weight[1]) : FarmInstance.FullWeight,
            ConfiguredWeight = weight.Length > 1 ? int.Parse(weight[1]) : FarmInstance.FullWeight,
        };
    }

    public static Stanza Message(Jid from, Jid? to = null) => Stanza.Create(StanzaKind.Message, StanzaType.Chat, from, to ?? Echo, "1");

    /// <summary>Who gets a message from this sender, by a node that remembers nothing.</summary>
    public static string? Owner(this FarmSnapshot farm, Jid sender) => farm.Choose(Message(sender)).Instance?.Id;

    public static Choice Choose(this FarmSnapshot farm, Stanza stanza, NodeMemory? memory = null) =>
        PolicyRules.Choose(stanza, Candidates.Of(farm, loads: memory?.Loads), memory ?? new NodeMemory());

    /// <summary>Who gets how many of the senders' messages, one from each.</summary>
    public static Dictionary<string, int> Shares(this FarmSnapshot farm)
    {
        var memory = new NodeMemory();
        var candidates = Candidates.Of(farm, loads: memory.Loads);
        return Senders.GroupBy(sender => PolicyRules.Choose(Message(sender), candidates, memory).Instance!.Id)
            .ToDictionary(share => share.Key, share => share.Count());
    }
}
