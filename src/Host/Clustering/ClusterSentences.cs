using System.Globalization;

namespace XmppActors.Host.Clustering;

/// <summary>A cluster in the operator's words.</summary>
internal static class ClusterSentences
{
    public static string Of(ClusterOutcome outcome, string done, string node) => outcome switch
    {
        ClusterOutcome.Done => done,
        ClusterOutcome.Alone => "the node is alone: xmpp.cluster.store = local",
        ClusterOutcome.Unknown => $"there is no member {node}: see cluster show",
        ClusterOutcome.Self => $"{node} is the node that was asked, and it runs: stop it, or use cluster leave",
        ClusterOutcome.Silent => $"{node} does not answer",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "no such outcome"),
    };

    public static void Write(ClusterView view, TextWriter output)
    {
        output.WriteLine($"cluster {view.Name}, seen by {view.Self}, which is {view.State}");
        if (view.Trouble is { } trouble)
            output.WriteLine($"  trouble: {trouble}");
        output.WriteLine("members, the oldest first");
        foreach (var member in view.Members)
            WriteMember(member, output);
        foreach (var (type, count) in view.ShardsWithoutOwner.Where(type => type.Value > 0))
            output.WriteLine($"nobody runs {count} shards of {type}");
        WriteStore(view.Store, output);
        view.Bridge?.Write(output);
        output.WriteLine("decisions, the newest last");
        foreach (var decision in view.Decisions)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {decision.At:yyyy-MM-dd HH:mm:ss.fff}Z {decision.Text}"));
    }

    private static void WriteMember(MemberView member, TextWriter output)
    {
        var notes = new List<string>();
        if (member.IsLeader)
            notes.Add("leads");
        if (!member.HasLease)
            notes.Add("not known to the store");
        if (!member.IsReachable)
            notes.Add("unreachable from here");
        if (member.Unreachable.Count > 0)
            notes.Add($"does not reach {string.Join(' ', member.Unreachable)}");
        if (member.Roles.Count > 0)
            notes.Add($"roles {string.Join(' ', member.Roles)}");
        if (member.ClientAddress is { } clients)
            notes.Add($"clients at {clients}");
        if (member.Reason is { } reason)
            notes.Add(reason);
        var shards = string.Join(' ', member.Shards.Select(type => $"{type.Key}={type.Value}"));
        var since = member.Since.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        output.WriteLine($"  {member.Address} {member.Status} since {since}Z {member.Version} shards {shards}{(notes.Count > 0 ? "; " : "")}{string.Join("; ", notes)}");
    }

    private static void WriteStore(StoreView store, TextWriter output)
    {
        var silence = store.SilenceSeconds is { } seconds
            ? string.Create(CultureInfo.InvariantCulture, $"silent for {seconds:0} s; what runs goes on")
            : "has never answered";
        var state = store.IsReachable ? "answers" : silence;
        var settled = store.IsSettled || !store.IsReachable ? "" : "; has lost writes, and the members have not all met since";
        output.WriteLine($"store {store.Text} {state}; generation {store.Generation}, revision {store.Revision}{settled}");
    }
}
