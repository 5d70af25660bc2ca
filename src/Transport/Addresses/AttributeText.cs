using System.Buffers;
using System.Text;

namespace XmppActors.Transport.Addresses;

/// <summary>Escapes an address for an attribute value in single quotes. Addresses hold no control characters, so four
/// references are enough.</summary>
internal static class AttributeText
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create("&<>'");

    internal static byte[] Escape(string value)
    {
        if (!value.AsSpan().ContainsAny(Escaped))
            return Encoding.UTF8.GetBytes(value);
        var text = new StringBuilder(value.Length + 16);
        foreach (var c in value)
        {
            _ = c switch
            {
                '&' => text.Append("&amp;"),
                '<' => text.Append("&lt;"),
                '>' => text.Append("&gt;"),
                '\'' => text.Append("&apos;"),
                _ => text.Append(c),
            };
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
