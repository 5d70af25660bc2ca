using System.Buffers;
using System.Text;

namespace XmppActors.Transport.Xml;

/// <summary>Character data to and from its form in a document: references, line ends and white space (XML 1.0 §2.11, §3.3.3, §4.1).</summary>
internal static class XmlText
{
    private const int StackBytes = 512;

    private static readonly SearchValues<byte> ChangedInText = SearchValues.Create("&\r"u8);
    private static readonly SearchValues<byte> ChangedInAttribute = SearchValues.Create("&\r\n\t"u8);

    /// <summary>Whether <see cref="Resolve"/> would give other bytes than these.</summary>
    internal static bool IsLiteralAttribute(ReadOnlySpan<byte> raw) => !raw.ContainsAny(ChangedInAttribute);

    /// <summary>The text that a well-formed attribute value stands for.</summary>
    internal static string AttributeValue(ReadOnlySpan<byte> raw) => Decode(raw, ChangedInAttribute, isAttribute: true);

    /// <summary>The text that well-formed character data without CDATA sections stands for.</summary>
    internal static string CharacterData(ReadOnlySpan<byte> raw) => Decode(raw, ChangedInText, isAttribute: false);

    /// <summary>The text of a CDATA section's content: no references, but line ends are normalised.</summary>
    internal static string CData(ReadOnlySpan<byte> raw) => Encoding.UTF8.GetString(raw).ReplaceLineEndings("\n");

    /// <summary>Resolves references and normalises white space; the result is never longer than <paramref name="raw"/>.</summary>
    /// <param name="raw">Well-formed: every reference is predefined or numeric.</param>
    /// <param name="destination">At least as long as <paramref name="raw"/>.</param>
    /// <param name="isAttribute">Attribute values turn tabs and line ends into spaces; character data only joins CR LF.</param>
    /// <returns>Bytes written.</returns>
    internal static int Resolve(ReadOnlySpan<byte> raw, Span<byte> destination, bool isAttribute)
    {
        int written = 0;
        for (int i = 0; i < raw.Length; i++)
        {
            switch (raw[i])
            {
                case (byte)'&':
                    int end = i + raw[i..].IndexOf((byte)';');
                    References.TryResolve(raw[(i + 1)..end], out var rune);
                    written += rune.EncodeToUtf8(destination[written..]);
                    i = end;
                    break;
                case (byte)'\r':
                    if (i + 1 < raw.Length && raw[i + 1] == '\n')
                        i++;
                    destination[written++] = isAttribute ? (byte)' ' : (byte)'\n';
                    break;
                case (byte)'\n' or (byte)'\t' when isAttribute:
                    destination[written++] = (byte)' ';
                    break;
                default:
                    destination[written++] = raw[i];
                    break;
            }
        }
        return written;
    }

    private static string Decode(ReadOnlySpan<byte> raw, SearchValues<byte> changed, bool isAttribute)
    {
        if (!raw.ContainsAny(changed))
            return Encoding.UTF8.GetString(raw);
        byte[]? rented = null;
        Span<byte> resolved = raw.Length <= StackBytes
            ? stackalloc byte[StackBytes]
            : rented = ArrayPool<byte>.Shared.Rent(raw.Length);
        try
        {
            return Encoding.UTF8.GetString(resolved[..Resolve(raw, resolved, isAttribute)]);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>
    /// Writes a text so that it is safe as character data and as an attribute value within either quote. Characters that no XML document may hold
    /// become U+FFFD.
    /// </summary>
    internal static void WriteEscaped(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAny(NeedsCare);
            if (plain < 0)
                plain = text.Length;
            if (plain > 0)
                Encoding.UTF8.GetBytes(text[..plain], output); // Lone surrogates become U+FFFD here.
            if (plain == text.Length)
                return;
            output.Write(Escape(text[plain]));
            text = text[(plain + 1)..];
        }
    }

    /// <summary><see cref="WriteEscaped"/> into an own array.</summary>
    internal static byte[] Escape(string text)
    {
        if (!text.AsSpan().ContainsAny(NeedsCare))
            return Encoding.UTF8.GetBytes(text);
        var output = new ArrayBufferWriter<byte>(text.Length + 32);
        WriteEscaped(output, text);
        return output.WrittenSpan.ToArray();
    }

    /// <summary><c> name='value'</c>, escaped.</summary>
    internal static byte[] Attribute(ReadOnlySpan<byte> name, string value) => [.. " "u8, .. name, .. "='"u8, .. Escape(value), .. "'"u8];

    private static readonly SearchValues<char> NeedsCare = SearchValues.Create(
        "&<>'\"" + string.Concat(Enumerable.Range(0, ' ').Select(c => (char)c)) + "\uFFFE\uFFFF");

    private static ReadOnlySpan<byte> Escape(char c) => c switch
    {
        '&' => "&amp;"u8,
        '<' => "&lt;"u8,
        '>' => "&gt;"u8,
        '\'' => "&apos;"u8,
        '"' => "&quot;"u8,
        '\t' => "&#9;"u8,
        '\n' => "&#10;"u8,
        '\r' => "&#13;"u8,
        _ => "\uFFFD"u8,
    };
}
