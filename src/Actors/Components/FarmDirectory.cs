using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace XmppActors.Actors.Components;

/// <summary>This node's copies of the farms' snapshots: read by any actor that routes, written by <see cref="FarmWatcher"/>.</summary>
/// <param name="book">What the configuration says of them.</param>
internal sealed class FarmDirectory(FarmBook book)
{
    private readonly ConcurrentDictionary<string, FarmView> _views = new(StringComparer.Ordinal);

    public FarmDirectory()
        : this(FarmBook.Empty)
    {
    }

    /// <summary>Finds the farm that serves this domain, if the node knows one; a farm without instances is still found, a removed one is not.</summary>
    public bool TryFind(string domain, [NotNullWhen(true)] out FarmView? view) =>
        _views.TryGetValue(domain, out view) && !view.Snapshot.IsRemoved;

    /// <summary>All farms that the node knows, in no order.</summary>
    public IEnumerable<FarmView> Views => _views.Values.Where(static view => !view.Snapshot.IsRemoved);

    /// <summary>The domain's view, made empty when the node did not know the farm.</summary>
    public FarmView GetOrAdd(string domain) => _views.GetOrAdd(domain, static (key, book) => new FarmView(key, book), book);
}

/// <summary>A farm as this node sees it at the moment.</summary>
internal sealed class FarmView(string domain, FarmBook book)
{
    private InForce? _settings;
    private FarmSnapshot _snapshot = FarmSnapshot.Empty(domain);

    public string Domain { get; } = domain;

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

    /// <summary>Which instance waits for the answer to an iq that it has sent.</summary>
    public ReplyRoutes Replies { get; } = new();

    /// <summary>Takes the entity's newer snapshot; an older one is ignored.</summary>
    public void Update(FarmSnapshot newer)
    {
        while (true)
        {
            var current = Snapshot;
            if (newer.Version <= current.Version) return;
            if (Interlocked.CompareExchange(ref _snapshot, newer, current) == current) return;
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
