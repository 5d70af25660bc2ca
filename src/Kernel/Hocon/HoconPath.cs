using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace XmppActors.Kernel.Hocon;

/// <summary>A path expression such as <c>xmpp.farms."echo.localhost"</c>: dots part keys unless they are
/// quoted.</summary>
public sealed class HoconPath : IEquatable<HoconPath>
{
    private HoconPath(IReadOnlyList<string> keys)
    {
        Keys = keys;
    }

    public IReadOnlyList<string> Keys { get; }

    public static HoconPath Root { get; } = new([]);

    public static HoconPath Of(params IReadOnlyList<string> keys) => new(keys);

    public static bool TryParse(string text, [NotNullWhen(true)] out HoconPath? path)
    {
        var parser = new HoconParser(HoconSource.FromText("path", text), []);
        path = parser.ParseWholePath();
        return path is not null;
    }

    public static HoconPath Parse(string text) =>
        TryParse(text, out var path)
            ? path
            : throw new ArgumentException($"'{text}' is no path expression.", nameof(text));

    public HoconPath Then(string key) => new([.. Keys, key]);

    public HoconPath Then(HoconPath rest) => new([.. Keys, .. rest.Keys]);

    public bool Equals(HoconPath? other) => other is not null && Keys.SequenceEqual(other.Keys, StringComparer.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as HoconPath);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var key in Keys)
            hash.Add(key, StringComparer.Ordinal);
        return hash.ToHashCode();
    }

    /// <summary>The expression that parses back to this path.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var key in Keys)
        {
            if (text.Length > 0)
                text.Append('.');
            if (key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                text.Append(key);
            else
                HoconWriter.AppendQuoted(text, key);
        }

        return text.ToString();
    }
}
