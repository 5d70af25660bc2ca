using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using XmppActors.Actors.Components.Limits;
using XmppActors.Actors.Components.Policies;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components;

/// <summary>This node's copies of the farms' snapshots: read by any actor that routes, written by <see cref="FarmWatcher"/>.</summary>
/// <param name="book">What the configuration says of them.</param>
/// <param name="here">The node's own address. Null: no instance is known to be on this node.</param>
/// <param name="time">The clock of limits. Null: the machine's.</param>
internal sealed class FarmDirectory(FarmBook book, Address? here = null, TimeProvider? time = null)
{
    private readonly ConcurrentDictionary<string, FarmView> _views = new(StringComparer.Ordinal);
    private bool _haveSubdomains;
    private bool _haveDelegations;

    public FarmDirectory()
        : this(FarmBook.Empty)
    {
    }

    /// <summary>All farms that the node knows, in no order.</summary>
    public IEnumerable<FarmView> Views => _views.Values.Where(static view => !view.Snapshot.IsRemoved);

    /// <summary>The node's <see cref="Delegation.DelegationOffice"/>, told of each snapshot once something is delegated. Null: nobody is.</summary>
    public IActorRef? Office { get; set; }

    /// <summary>A farm answers, or has answered, requests in the server's place.</summary>
    public bool HaveDelegations => Volatile.Read(ref _haveDelegations);

    /// <summary>Finds the farm that serves this domain, or one that serves all below its own, if the node knows one; a farm without instances is
    /// still found, a removed one is not.</summary>
    public bool TryFind(string domain, [NotNullWhen(true)] out FarmView? view) =>
        (_views.TryGetValue(domain, out view) && !view.Snapshot.IsRemoved)
        || (Volatile.Read(ref _haveSubdomains) && TryFindAbove(domain, out view));

    /// <summary>Which order a stanza to another domain than ours is in: see <see cref="StanzaOrder"/>. Where no farm is known: all that goes there.</summary>
    /// <inheritdoc cref="StanzaOrder.Of" path="/param"/>
    public string? OrderOf(Stanza stanza, bool isOneSender) =>
        TryFind(stanza.To!.Domainpart, out var farm) ? StanzaOrder.Of(stanza, farm.Rules, isOneSender) : stanza.To.Domainpart;

    /// <summary>The domain's view, made empty when the node did not know the farm.</summary>
    public FarmView GetOrAdd(string domain)
    {
        if (_views.TryGetValue(domain, out var known)) return known;
        var view = _views.GetOrAdd(domain, new FarmView(domain, book, OnChanged, here, time));
        OnChanged(view);
        return view;
    }

    private void OnChanged(FarmView view)
    {
        if (view.Rules.ServesSubdomains) Volatile.Write(ref _haveSubdomains, true);
        if (!view.Rules.Delegations.IsEmpty) Volatile.Write(ref _haveDelegations, true);
        if (HaveDelegations) Office?.Tell(new Delegation.FarmSeen(view), ActorRefs.NoSender);
    }

    /// <summary>The nearest parent domain whose farm serves all below it.</summary>
    private bool TryFindAbove(string domain, [NotNullWhen(true)] out FarmView? view)
    {
        var lookup = _views.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var rest = domain.AsSpan(); rest.IndexOf('.') is var dot and >= 0;)
        {
            rest = rest[(dot + 1)..];
            if (lookup.TryGetValue(rest, out view) && view.Rules.ServesSubdomains && !view.Snapshot.IsRemoved) return true;
        }
        view = null;
        return false;
    }
}

/// <summary>A farm as this node sees it at the moment.</summary>
/// <param name="book">What the configuration says of farms.</param>
/// <param name="onChanged">Told of each newer snapshot.</param>
/// <param name="here">The node's own address.</param>
/// <param name="time">The clock of limits. Null: the machine's.</param>
internal sealed class FarmView(string domain, FarmBook book, Action<FarmView>? onChanged = null, Address? here = null, TimeProvider? time = null)
{
    private InForce? _settings;
    private IActorRef? _listener;
    private FarmSnapshot _snapshot = FarmSnapshot.Empty(domain) with { Rules = book.Find(domain).Rules };
    private Candidates? _candidates;
    private BareJid? _address;
    private readonly SenderRates _rates = new();
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    public string Domain { get; } = domain;

    /// <summary>The domain as an address.</summary>
    public BareJid Address => _address ??= BareJid.Domain(Domain);

    /// <summary>The newest snapshot that the node has been told of.</summary>
    public FarmSnapshot Snapshot => Volatile.Read(ref _snapshot);

    /// <summary>What is in force: as configured, or as said at run time.</summary>
    public FarmSettings Settings
    {
        get
        {
            var runtime = Snapshot.Settings;
            var settings = Volatile.Read(ref _settings);
            return settings is not null && settings.Runtime == runtime ? settings.Settings : ReadSettings(runtime);
        }
    }

    /// <summary>Who gets what: as the farm's entity has said, as configured before that.</summary>
    public FarmRules Rules => Snapshot.Rules;

    /// <summary>Clients may be told that it is there.</summary>
    public bool IsListed => !Snapshot.IsRemoved && !Settings.Availability.IsHidden;

    /// <summary>Which instance waits for the answer to an iq that it has sent.</summary>
    public ReplyRoutes Replies { get; } = new();

    /// <summary>What this node remembers of its choices.</summary>
    public NodeMemory Memory { get; } = new();

    /// <summary>The instances that may be chosen from at the moment.</summary>
    public Candidates Candidates
    {
        get
        {
            var snapshot = Snapshot;
            var known = Volatile.Read(ref _candidates);
            if (known is not null && ReferenceEquals(known.Snapshot, snapshot)) return known;
            Memory.Loads.Keep(snapshot);
            Volatile.Write(ref _candidates, known = Candidates.Of(snapshot, here, Memory.Loads));
            return known;
        }
    }

    /// <summary>Picks who gets the stanza: an answer goes to the instance that asked, all else by the farm's policy.</summary>
    public Choice Choose(Stanza stanza)
    {
        var candidates = Candidates;
        if (stanza is { Kind: StanzaKind.Iq, Type: StanzaType.Result or StanzaType.Error }
            && Replies.Take(stanza) is { } id && candidates.Snapshot.Find(id) is { } asker)
        {
            return new Choice(asker, ChoiceReason.HasAsked);
        }
        return PolicyRules.Choose(stanza, candidates, Memory);
    }

    /// <summary>Whether a stanza may be sent to the farm now; if so, it counts for its sender's rate.</summary>
    /// <returns>Null: it may. Else the condition that it comes back with.</returns>
    public StanzaErrorCondition? Refusal(Stanza stanza)
    {
        var limits = Rules.Limits;
        if (limits.AdmitsAll) return null;
        if (LimitRules.RefusalTo(stanza, limits) is { } condition) return condition;
        if (!limits.HasSenderRate || LimitRules.IsAnswer(stanza) || stanza.Origin.IsRepeated) return null;
        return _rates.TryTake(stanza.From!, stanza.ByteCount, stanza.Origin, limits, _time.GetElapsedTime(0, _time.GetTimestamp()).Ticks)
            ? null
            : StanzaErrorCondition.ResourceConstraint;
    }

    /// <summary>Takes the entity's newer snapshot; an older one is ignored.</summary>
    public void Update(FarmSnapshot newer)
    {
        while (true)
        {
            var current = Snapshot;
            if (newer.Version <= current.Version) return;
            if (Interlocked.CompareExchange(ref _snapshot, newer, current) != current) continue;
            onChanged?.Invoke(this);
            TellOfChange();
            return;
        }
    }

    /// <summary>Tells an actor of this node <see cref="Instances.FarmChanged"/> from now on, at each change that may bring a usable instance.</summary>
    public void TellOfChanges(IActorRef listener) => Volatile.Write(ref _listener, listener);

    private void TellOfChange() => Volatile.Read(ref _listener)?.Tell(new Instances.FarmChanged(this), ActorRefs.NoSender);

    /// <summary>Lets this node follow what the entity has decided about one instance, before it says so to all.</summary>
    /// <inheritdoc cref="Lose" path="/remarks"/>
    public void Mark(string instanceId, InstanceState state)
    {
        while (true)
        {
            var current = Snapshot;
            if (current.Find(instanceId) is not { } instance || instance.State == state) return;
            var marked = current with { Instances = current.Instances.Replace(instance, instance with { State = state }) };
            if (Interlocked.CompareExchange(ref _snapshot, marked, current) != current) continue;
            TellOfChange();
            return;
        }
    }

    /// <summary>Stops this node's routing to an instance whose link has just ended here, before the entity says so.</summary>
    /// <remarks>The version stays: the entity's next snapshot, which will say the same, replaces this one.</remarks>
    /// <param name="stream">The instance's: another stream may have taken the name over.</param>
    public void Lose(string instanceId, IActorRef stream)
    {
        while (true)
        {
            var current = Snapshot;
            if (current.Find(instanceId) is not { } lost || !lost.Stream.Equals(stream)) return;
            var without = current with { Instances = current.Instances.Remove(lost) };
            if (Interlocked.CompareExchange(ref _snapshot, without, current) == current) return;
        }
    }

    /// <summary>What a later version of the router has been told is not for this one to read: it goes on with the configuration's.</summary>
    private FarmSettings ReadSettings(string? runtime)
    {
        FarmSettings settings;
        try
        {
            settings = book.Read(Domain, runtime);
        }
        catch (FormatException)
        {
            settings = book.Find(Domain);
        }

        Volatile.Write(ref _settings, new InForce(runtime, settings));
        return settings;
    }

    private sealed record InForce(string? Runtime, FarmSettings Settings);
}
