using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace XmppActors.Transport.Sasl;

/// <summary>The client's first message (RFC 5802 §7):
/// <c>[p=type|n|y],[a=authzid],n=user,r=nonce[,extensions]</c>.</summary>
/// <param name="Gs2Header">As it came, with its second comma.</param>
/// <param name="BindingType">Of a client that binds.</param>
/// <param name="BelievesServerCannotBind">Flag <c>y</c>: it could, but has not seen it offered.</param>
/// <param name="Authzid">Empty when there is none.</param>
/// <param name="Bare">The message without the header.</param>
/// <param name="Username">Unescaped, not yet prepared.</param>
/// <param name="Nonce">Printable ASCII without a comma.</param>
internal sealed record ScramClientFirst(
    string Gs2Header,
    string? BindingType,
    bool BelievesServerCannotBind,
    string Authzid,
    string Bare,
    string Username,
    string Nonce)
{
    internal static bool TryParse(string message, [NotNullWhen(true)] out ScramClientFirst? first)
    {
        first = null;
        // A comma in a name is escaped, so these are the separators; a mandatory extension (m=) in the place of n= is
        // refused as it must be.
        var parts = message.Split(',', 3);
        if (parts is not [var flag, var authorization, var bare])
            return false;
        var bindingType = flag.StartsWith("p=", StringComparison.Ordinal) ? flag[2..] : null;
        if (bindingType is null ? flag is not ("n" or "y") : !IsBindingType(bindingType))
            return false;
        var authzid = "";
        if (authorization.Length > 0
            && (!authorization.StartsWith("a=", StringComparison.Ordinal) || !TryUnescape(authorization[2..], out authzid)))
            return false;
        var attributes = bare.Split(',');
        if (attributes.Length < 2
            || !attributes[0].StartsWith("n=", StringComparison.Ordinal) || !TryUnescape(attributes[0][2..], out var username)
            || !attributes[1].StartsWith("r=", StringComparison.Ordinal) || !IsNonce(attributes[1].AsSpan(2))
            || !ScramAttributes.AreExtensions(attributes.AsSpan(2)))
            return false;
        first = new ScramClientFirst(
            $"{flag},{authorization},", bindingType, flag == "y", authzid, bare, username, attributes[1][2..]);
        return true;
    }

    private static bool IsBindingType(string type)
    {
        foreach (var c in type)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-'))
                return false;
        }
        return type.Length > 0;
    }

    private static bool IsNonce(ReadOnlySpan<char> nonce) =>
        !nonce.IsEmpty && !nonce.ContainsAnyExceptInRange('\x21', '\x7e');

    /// <summary>A saslname: not empty, without NUL, and <c>=</c> only in <c>=2C</c> and <c>=3D</c>.</summary>
    private static bool TryUnescape(string escaped, out string name)
    {
        name = "";
        if (escaped.Length == 0 || escaped.Contains('\0', StringComparison.Ordinal))
            return false;
        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '=')
            {
                text.Append(escaped[i]);
                continue;
            }
            var code = escaped.AsSpan(i + 1, Math.Min(2, escaped.Length - i - 1));
            if (code is not ("2C" or "3D"))
                return false;
            text.Append(code is "2C" ? ',' : '=');
            i += 2;
        }
        name = text.ToString();
        return true;
    }
}
