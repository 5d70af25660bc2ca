using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Accounts;

/// <summary>Which resourcepart a stream gets (RFC 6120 §7.6, §7.7).</summary>
internal static class BindRules
{
    /// <param name="requested">The client's wish; null or empty leaves the choice to the server.</param>
    /// <param name="generated">A resourcepart that nobody can guess, for when the server chooses.</param>
    /// <param name="isBound">Whether the account has this resource.</param>
    /// <param name="boundCount">How many resources the account has.</param>
    public static BindDecision Decide(
        BareJid account,
        string? requested,
        string generated,
        Func<FullJid, bool> isBound,
        int boundCount,
        AccountSettings settings)
    {
        FullJid? address;
        if (string.IsNullOrEmpty(requested))
            address = account.WithResource(generated);
        else if (!account.TryWithResource(requested, out address))
            return new BindDecision.Refuse(StanzaErrorCondition.BadRequest); // §7.7.2.1

        if (isBound(address))
        {
            switch (settings.ConflictPolicy)
            {
                case ResourceConflictPolicy.Refuse:
                    return new BindDecision.Refuse(StanzaErrorCondition.Conflict); // §7.7.2.2
                case ResourceConflictPolicy.Replace:
                    return new BindDecision.Replace(address);
                default:
                    address = account.WithResource($"{Shortened(address.Resourcepart!)}.{generated}");
                    break;
            }
        }

        return boundCount < settings.MaxResources
            ? new BindDecision.Bind(address)
            : new BindDecision.Refuse(StanzaErrorCondition.ResourceConstraint); // §7.6.2.1
    }

    /// <summary>Leaves room for the generated part: a resourcepart has at most 1023 bytes (RFC 7622 §3.4).</summary>
    private static string Shortened(string resourcepart)
    {
        const int MaxChars = 240; // At most 3 bytes each, and 4 for the two halves of a pair.
        if (resourcepart.Length <= MaxChars)
            return resourcepart;
        return resourcepart[..(char.IsHighSurrogate(resourcepart[MaxChars - 1]) ? MaxChars - 1 : MaxChars)];
    }
}

/// <summary>An outcome of <see cref="BindRules"/>.</summary>
internal abstract record BindDecision
{
    /// <summary>A new resource.</summary>
    public sealed record Bind(FullJid Address) : BindDecision;

    /// <summary>The resource changes hands: the older stream is told so.</summary>
    public sealed record Replace(FullJid Address) : BindDecision;

    public sealed record Refuse(StanzaErrorCondition Condition) : BindDecision;
}

/// <summary>What happens when a stream asks for a resource that another stream holds (RFC 6120 §7.7.2.2).</summary>
internal enum ResourceConflictPolicy
{
    /// <summary>
    /// The newer stream gets it, the older one is closed. The default: mostly the older one is a dead connection.
    /// </summary>
    Replace,

    /// <summary>The newer stream is refused with <c>conflict</c>.</summary>
    Refuse,

    /// <summary>The newer stream gets another resourcepart that begins like the one it asked for.</summary>
    Rename,
}
