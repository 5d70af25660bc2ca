using System.Diagnostics.CodeAnalysis;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Components;

/// <summary>What an operator calls farms by: a domain; <c>*.example.org</c>, whichever domains below it components claim; or
/// <c>echo.*</c>, that subdomain of each of the server's own domains.</summary>
/// <remarks>A domain is a farm's own name; the other two are templates of farms, each of which is called by its domain.</remarks>
internal sealed record FarmName
{
    private const string Below = "*.";
    private const string OfEach = ".*";

    private FarmName(string value) => Value = value;

    /// <summary>Normalised (RFC 7622).</summary>
    public string Value { get; }

    /// <summary>It names no farm, but others that follow it.</summary>
    public bool IsTemplate => IsBelow || IsOfEach;

    /// <summary>Any domain below it may be claimed.</summary>
    public bool IsBelow => Value.StartsWith(Below, StringComparison.Ordinal);

    private bool IsOfEach => Value.EndsWith(OfEach, StringComparison.Ordinal);

    public static implicit operator FarmName(BareJid domain) => new(domain.Domainpart);

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out FarmName? name)
    {
        name = null;
        if (text is null) return false;
        var (before, after) = (
            text.StartsWith(Below, StringComparison.Ordinal) ? Below : "", text.EndsWith(OfEach, StringComparison.Ordinal) ? OfEach : "");
        if (before.Length + after.Length >= text.Length || (before.Length > 0 && after.Length > 0)) return false;
        if (BareJid.TryParse(text[before.Length..^after.Length], out var domain) && domain.IsDomain)
            name = new FarmName(before + domain.Value + after);
        return name is not null;
    }

    /// <summary>The names that may speak of a component's domain, the most specific first. None, where the domain is the server's own.</summary>
    /// <param name="served">The server's own domains.</param>
    public static IEnumerable<FarmName> Of(string domain, IReadOnlySet<string> served)
    {
        if (served.Contains(domain)) yield break;
        yield return new FarmName(domain);
        for (var dot = domain.IndexOf('.'); dot >= 0; dot = domain.IndexOf('.', dot + 1))
        {
            if (served.Contains(domain[(dot + 1)..])) yield return new FarmName(domain[..dot] + OfEach);
        }
        for (var dot = domain.IndexOf('.'); dot >= 0; dot = domain.IndexOf('.', dot + 1))
            yield return new FarmName(Below + domain[(dot + 1)..]);
    }

    /// <summary>The farms that there are by this name alone, whether somebody claims them or not.</summary>
    /// <param name="served">The server's own domains.</param>
    public IEnumerable<string> Domains(IEnumerable<string> served)
    {
        if (IsBelow) return [];
        return IsOfEach ? served.Select(domain => $"{Value[..^1]}{domain}") : [Value];
    }

    /// <summary>Whether a domain lies below another.</summary>
    public static bool IsWithin(string domain, string other) =>
        domain.Length > other.Length && domain[^(other.Length + 1)] == '.' && domain.EndsWith(other, StringComparison.Ordinal);

    public override string ToString() => Value;
}
