using System.Diagnostics.CodeAnalysis;

namespace XmppActors.Transport.Sasl;

/// <summary>The client's final message (RFC 5802 §7): <c>c=binding,r=nonce[,extensions],p=proof</c>.</summary>
internal sealed record ScramClientFinal(byte[] Binding, string Nonce, string WithoutProof, byte[] Proof)
{
    internal static bool TryParse(string message, [NotNullWhen(true)] out ScramClientFinal? final)
    {
        final = null;
        var attributes = message.Split(',');
        if (attributes.Length < 3 || !ScramAttributes.AreExtensions(attributes.AsSpan(2, attributes.Length - 3)))
            return false;
        string binding = attributes[0], nonce = attributes[1], proof = attributes[^1];
        if (!binding.StartsWith("c=", StringComparison.Ordinal)
            || !SaslBase64.TryDecodeStrictly(binding.AsSpan(2), out var bindingData)
            || !nonce.StartsWith("r=", StringComparison.Ordinal)
            || !proof.StartsWith("p=", StringComparison.Ordinal)
            || !SaslBase64.TryDecodeStrictly(proof.AsSpan(2), out var proofData))
            return false;
        final = new ScramClientFinal(bindingData, nonce[2..], message[..^(proof.Length + 1)], proofData);
        return true;
    }
}

internal static class ScramAttributes
{
    /// <summary>Optional extensions, which are ignored: a letter, <c>=</c> and a value. <c>m</c> is mandatory ones' and
    /// cannot be ignored.</summary>
    internal static bool AreExtensions(ReadOnlySpan<string> attributes)
    {
        foreach (var attribute in attributes)
        {
            if (attribute.Length < 3 || !char.IsAsciiLetter(attribute[0]) || attribute[0] == 'm' || attribute[1] != '=')
                return false;
        }
        return true;
    }
}
