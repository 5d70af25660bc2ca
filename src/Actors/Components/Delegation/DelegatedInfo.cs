using System.Collections.Immutable;
using System.Xml.Linq;
using XmppActors.Actors.ServerInfo;

namespace XmppActors.Actors.Components.Delegation;

/// <summary>What components have said of the namespaces that are delegated to them, in the server's place (XEP-0355 §6.2). Kept while they are
/// gone, until they say something else.</summary>
internal sealed class DelegatedInfo
{
    private static readonly XName Identity = XName.Get("identity", ServiceDiscovery.InfoNamespace);
    private static readonly XName Feature = XName.Get("feature", ServiceDiscovery.InfoNamespace);

    private ImmutableDictionary<(string Namespace, bool IsBare), ImmutableArray<XElement>> _said =
        ImmutableDictionary<(string, bool), ImmutableArray<XElement>>.Empty;

    /// <param name="isBare">Of accounts; else of the server.</param>
    /// <param name="query">As it was answered. Null: nothing is delegated under this name any more.</param>
    public void Say(string ns, bool isBare, XElement? query) => ImmutableInterlocked.Update(
        ref _said,
        static (said, told) => told.query is null ? said.Remove((told.ns, told.isBare)) : said.SetItem((told.ns, told.isBare), [.. told.query.Elements()]),
        (ns, isBare, query));

    /// <summary>The namespaces of which something was said.</summary>
    public IEnumerable<string> Namespaces => Volatile.Read(ref _said).Keys.Select(key => key.Namespace);

    /// <summary>Adds it to the server's own answer, and takes out of that what the server says of the same namespaces.</summary>
    /// <param name="query">Changed.</param>
    public XElement Merge(XElement query, bool isBare)
    {
        var said = Volatile.Read(ref _said);
        if (said.IsEmpty) return query;
        foreach (var ((ns, isOfBare), elements) in said)
        {
            if (isOfBare != isBare) continue;
            query.Elements(Feature).Where(feature => IsOf(feature.Attribute("var")?.Value ?? "", ns)).Remove();
            query.Add(elements.Select(static element => new XElement(element)));
        }
        if (!isBare) query.Add(new XElement(Feature, new XAttribute("var", DelegationXml.Namespace)));
        Sort(query);
        return query;
    }

    /// <summary>Identities, features each once and in order, then the rest.</summary>
    private static void Sort(XElement query)
    {
        var features = query.Elements(Feature).GroupBy(feature => feature.Attribute("var")?.Value, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.First());
        var rest = query.Elements().Where(element => element.Name != Identity && element.Name != Feature);
        query.ReplaceNodes(query.Elements(Identity).ToArray(), features.ToArray(), rest.ToArray());
    }

    private static bool IsOf(string feature, string ns) =>
        feature.StartsWith(ns, StringComparison.Ordinal) && (feature.Length == ns.Length || feature[ns.Length] == '#');
}
