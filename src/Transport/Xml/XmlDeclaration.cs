using System.Text;

namespace XmppActors.Transport.Xml;

/// <summary>The XML declaration that may stand before a stream header (XML 1.0 §2.8, RFC 6120 §11.5).</summary>
internal static class XmlDeclaration
{
    /// <summary>Null, or what is wrong with something that stands between <c>&lt;?</c> and <c>?&gt;</c>, both included.</summary>
    internal static StreamErrorCondition? Check(ReadOnlySpan<byte> instruction)
    {
        var rest = instruction[..^"?>".Length];
        if (!rest.StartsWith("<?xml"u8) || rest.Length < 6 || !NameBytes.IsWhiteSpace(rest[5]))
            return StreamErrorCondition.RestrictedXml; // Some other processing instruction.
        rest = rest["<?xml".Length..];
        if (!TryRead(ref rest, "version"u8, out var version) || !version.SequenceEqual("1.0"u8))
            return StreamErrorCondition.NotWellFormed;
        if (TryRead(ref rest, "encoding"u8, out var encoding) && !Ascii.EqualsIgnoreCase(encoding, "utf-8"u8))
            return StreamErrorCondition.UnsupportedEncoding;
        if (TryRead(ref rest, "standalone"u8, out var standalone)
            && !standalone.SequenceEqual("yes"u8) && !standalone.SequenceEqual("no"u8))
            return StreamErrorCondition.NotWellFormed;
        return SkipWhiteSpace(ref rest) >= 0 && rest.IsEmpty ? null : StreamErrorCondition.NotWellFormed;
    }

    /// <summary>Reads white space, a name, <c>=</c> and a quoted value; nothing if another name stands there.</summary>
    private static bool TryRead(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        var bytes = rest;
        if (SkipWhiteSpace(ref bytes) == 0 || !bytes.StartsWith(name))
            return false;
        bytes = bytes[name.Length..];
        SkipWhiteSpace(ref bytes);
        if (bytes.IsEmpty || bytes[0] != '=')
            return false;
        bytes = bytes[1..];
        SkipWhiteSpace(ref bytes);
        if (bytes.IsEmpty || bytes[0] is not ((byte)'\'' or (byte)'"'))
            return false;
        int length = bytes[1..].IndexOf(bytes[0]);
        if (length < 0)
            return false;
        value = bytes.Slice(1, length);
        rest = bytes[(length + 2)..];
        return true;
    }

    private static int SkipWhiteSpace(ref ReadOnlySpan<byte> bytes)
    {
        int length = bytes.Length;
        bytes = bytes.TrimStart(" \t\r\n"u8);
        return length - bytes.Length;
    }
}
