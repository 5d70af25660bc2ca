using System.Globalization;
using System.Text.RegularExpressions;
using XmppActors.Transport.Hazelcast;

namespace XmppActors.Actors.Bridge;

/// <remarks>This part finds the master and is taken in, or learns why not.</remarks>
internal sealed partial class PoliteMember
{
    /// <summary>Everybody who may be there is asked for the master.</summary>
    private void Seek(DateTimeOffset now)
    {
        SetPhase(BridgePhase.Seeking);
        _nextSeek = now + SeekInterval;
        if (identity.UsesMulticast)
        {
            network.Multicast(new HazelcastEncoder(HazelcastDialect.V5).JoinDatagram(JoinerOf(_version)));
            network.Multicast(new HazelcastEncoder(HazelcastDialect.V3).JoinDatagram(JoinerOf(_oldVersion)));
        }
        foreach (var candidate in identity.Candidates)
        {
            if (LinkTo(candidate) is { } link) network.Send(link.Id, link.Encoder.WhoIsMaster(Joiner(link)));
            else if (candidate != identity.Own) Dial(candidate, now);
        }
    }

    private void OnMasterAnswer(HazelcastAddress master, DateTimeOffset now)
    {
        if (_phase == BridgePhase.Seeking) Approach(master, now);
        else if (_phase == BridgePhase.Joining && master != _master) StartOver(now, null); // It was another's turn meanwhile.
    }

    private void Approach(HazelcastAddress master, DateTimeOffset now)
    {
        if (master == identity.Own) return;
        _master = master;
        if (LinkTo(master) is not null) BeginJoining(now);
        else Dial(master, now);
    }

    private void BeginJoining(DateTimeOffset now)
    {
        SetPhase(BridgePhase.Joining);
        network.Listen(); // Other members connect to a joiner on their own.
        _nextJoin = now;
        Join(now);
    }

    private void Join(DateTimeOffset now)
    {
        if (now < _nextJoin || LinkTo(_master!) is not { } link) return;
        _nextJoin = now + JoinInterval;
        network.Send(link.Id, link.Encoder.JoinRequest(Joiner(link)));
    }

    private void OnJoinRefused(BridgeLink link, JoinRefused refused, DateTimeOffset now)
    {
        if (_phase != BridgePhase.Joining) return;
        if (refused.Refusal == JoinRefusal.BeforeJoin && TryTakeVersion(refused.Text, link.Dialect))
        {
            StartOver(now, null);
            return;
        }
        StartOver(now, refused.Refusal switch
        {
            JoinRefusal.Name => $"the cluster at {link.Remote} is not named '{identity.ClusterName}': see cluster-name (or group) of its configuration",
            JoinRefusal.Authentication => $"the cluster at {link.Remote} wants credentials, which members of the community edition do not have",
            JoinRefusal.Configuration =>
                $"the cluster at {link.Remote} is configured otherwise (we join by {identity.JoinerType}): {refused.Text}",
            _ => $"the cluster at {link.Remote} does not take us in: {refused.Text}",
        });
        _nextSeek = now + RefusedFor;
    }

    /// <summary>The refusal of another version ends in the cluster's: ours from now on.</summary>
    private bool TryTakeVersion(string text, HazelcastDialect dialect)
    {
        if (ClusterVersion().Matches(text) is not [.., var match]) return false;
        var version = new HazelcastVersion(
            byte.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), byte.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), 0);
        ref var ours = ref dialect == HazelcastDialect.V5 ? ref _version : ref _oldVersion;
        if ((version.Major, version.Minor) == (ours.Major, ours.Minor)) return false;
        ours = version;
        return true;
    }

    private JoinIdentity Joiner(BridgeLink link) => JoinerOf(link.Dialect == HazelcastDialect.V5 ? _version : _oldVersion);

    private JoinIdentity JoinerOf(HazelcastVersion version) => new(
        identity.Own, _uuid, Build: 20240726, version, identity.ClusterName, identity.JoinerType, identity.PartitionCount, identity.Attributes);

    [GeneratedRegex(@"cluster version\D{0,20}(\d{1,3})\.(\d{1,3})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ClusterVersion();
}
