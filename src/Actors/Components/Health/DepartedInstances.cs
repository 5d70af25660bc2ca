using XmppActors.Actors.Components.Administration;

namespace XmppActors.Actors.Components.Health;

/// <summary>Instances whose links were lost not long ago: whoever comes back is not given its whole share at once.</summary>
/// <remarks>XEP-0114 gives an instance no name: it is known again by where it connects from, and each one that has left stands for one that
/// comes.</remarks>
internal sealed class DepartedInstances
{
    private const int Most = 256;

    private readonly List<(FarmInstance Instance, InstanceHealth Health, TimeSpan At)> _departed = [];

    public void Add(FarmMember left, HealthSettings settings, TimeSpan now)
    {
        if (_departed.Count == Most) _departed.RemoveAt(0);
        _departed.Add((left.Instance, HealthRules.Fall(left.Health, settings, now), now));
    }

    /// <summary>What was thought of this instance when it left. Null: it is new, or was away for long.</summary>
    public InstanceHealth? Take(FarmInstance joining, HealthSettings settings, TimeSpan now)
    {
        _departed.RemoveAll(left => now - left.At > settings.FlapWindow);
        var found = _departed.FindIndex(left => left.Instance.Id == joining.Id);
        if (found < 0) found = _departed.FindIndex(left => IsSame(left.Instance, joining));
        if (found < 0) return null;
        var health = _departed[found].Health;
        _departed.RemoveAt(found);
        return health;
    }

    private static bool IsSame(FarmInstance left, FarmInstance joining)
    {
        if (left.Endpoint is not null || joining.Endpoint is not null) return left.Endpoint == joining.Endpoint;
        var host = InstanceTarget.HostOf(joining.RemoteAddress);
        return !host.IsEmpty && left.Link == joining.Link && InstanceTarget.HostOf(left.RemoteAddress).SequenceEqual(host);
    }
}
