using System.Diagnostics.CodeAnalysis;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Components.Limits;

/// <summary>Addresses that an operator means: <c>*</c> (all), <c>domain</c> (all at it), <c>*.domain</c> (all at domains below it),
/// <c>localpart@domain</c> (with each of its resources), <c>*@domain</c> (all with a localpart), <c>localpart@domain/resourcepart</c>.</summary>
internal sealed record JidPattern
{
    private readonly string _text;
    private readonly string? _domainpart; // Null: any.
    private readonly bool _isBelow; // Of the domains below _domainpart, which then begins with a dot.
    private readonly string? _localpart;
    private readonly bool _hasAnyLocalpart;
    private readonly string? _resourcepart;

    private JidPattern(string text, string? domainpart, bool isBelow, string? localpart, bool hasAnyLocalpart, string? resourcepart)
    {
        (_text, _domainpart, _isBelow) = (text, domainpart, isBelow);
        (_localpart, _hasAnyLocalpart, _resourcepart) = (localpart, hasAnyLocalpart, resourcepart);
    }

    /// <summary>Everybody.</summary>
    public static readonly JidPattern Any = new("*", null, false, null, false, null);

    /// <summary>None: a pattern of a later version.</summary>
    public static readonly JidPattern Nobody = new("@", "", false, null, false, null);

    /// <exception cref="FormatException">Not a pattern.</exception>
    public static JidPattern Parse(string text) =>
        TryParse(text, out var pattern) ? pattern : throw new FormatException($"'{text}' is no pattern of addresses.");

    public static bool TryParse(string text, [NotNullWhen(true)] out JidPattern? pattern)
    {
        pattern = text == "*" ? Any : null;
        if (pattern is not null) return true;
        var hasAnyLocalpart = text.StartsWith("*@", StringComparison.Ordinal);
        var rest = hasAnyLocalpart ? text[2..] : text;
        if (hasAnyLocalpart && rest == "*")
        {
            pattern = new JidPattern(text, null, false, null, true, null);
            return true;
        }
        var isBelow = rest.StartsWith("*.", StringComparison.Ordinal);
        if (!Jid.TryParse(isBelow ? rest[2..] : rest, out var jid)) return false;
        if ((jid.Localpart is { } localpart && (hasAnyLocalpart || localpart.Contains('*'))) || (isBelow && !jid.IsDomain)) return false;
        pattern = new JidPattern(
            text, isBelow ? "." + jid.Domainpart : jid.Domainpart, isBelow, jid.Localpart, hasAnyLocalpart, jid.Resourcepart);
        return true;
    }

    public bool Matches(Jid jid) => MatchesDomain(jid.Domainpart)
        && (_hasAnyLocalpart ? jid.Localpart is not null : _localpart is null || _localpart == jid.Localpart)
        && (_resourcepart is null || _resourcepart == jid.Resourcepart);

    public override string ToString() => _text;

    private bool MatchesDomain(string domainpart) => _domainpart is null
        || (_isBelow ? domainpart.EndsWith(_domainpart, StringComparison.Ordinal) : domainpart == _domainpart);
}
