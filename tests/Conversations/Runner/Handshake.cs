using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace XmppActors.Conversations.Runner;

/// <summary>How a component proves that it knows the secret (XEP-0114 §3).</summary>
internal static class Handshake
{
    [SuppressMessage("Security", "CA5350", Justification = "XEP-0114 §3 prescribes SHA-1.")]
    public static string Of(string streamId, string secret) =>
        Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(streamId + secret)));
}
