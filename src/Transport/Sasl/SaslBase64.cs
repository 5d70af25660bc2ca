using System.Diagnostics.CodeAnalysis;

namespace XmppActors.Transport.Sasl;

/// <summary>How RFC 6120 §6.4 writes SASL messages: strict base64 (RFC 4648 §4), an empty message as
/// <c>=</c>.</summary>
public static class SaslBase64
{
    /// <summary>Reads what an <c>&lt;auth/&gt;</c> holds: nothing at all means that there is no initial response
    /// (<paramref name="data"/> null).</summary>
    /// <returns>False: <c>incorrect-encoding</c>.</returns>
    public static bool TryDecodeInitial(string text, out byte[]? data)
    {
        ArgumentNullException.ThrowIfNull(text);
        data = null;
        return text.Length == 0 || TryDecode(text, out data);
    }

    /// <summary>Reads what a <c>&lt;response/&gt;</c> holds: nothing at all is an empty message too.</summary>
    /// <returns>False: <c>incorrect-encoding</c>, for white space and for stray bits as well.</returns>
    public static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? data)
    {
        ArgumentNullException.ThrowIfNull(text);
        data = text is "" or "=" ? [] : null;
        return data is not null || TryDecodeStrictly(text, out data);
    }

    /// <summary>Writes a message; an empty one as <c>=</c>.</summary>
    public static string Encode(ReadOnlySpan<byte> data) => data.IsEmpty ? "=" : Convert.ToBase64String(data);

    /// <summary>Plain RFC 4648 §4 without the <c>=</c> for empty, as inside SCRAM's messages.</summary>
    internal static bool TryDecodeStrictly(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? data)
    {
        data = null;
        if (text.Length % 4 != 0)
            return false;
        var buffer = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64Chars(text, buffer, out var written))
            return false;
        data = buffer[..written];
        // What the decoder let pass (white space, stray bits) does not come back.
        return text.SequenceEqual(Convert.ToBase64String(data));
    }
}
