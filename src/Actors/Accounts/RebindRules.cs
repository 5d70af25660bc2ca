namespace XmppActors.Actors.Accounts;

/// <summary>Who has a resource when streams tell a new entity what the former one had given them.</summary>
internal static class RebindRules
{
    /// <param name="holder">Who has the resource here; null: nobody.</param>
    /// <param name="rebind">The stream that says it had it.</param>
    public static RebindDecision Decide(Resource? holder, RebindResource rebind)
    {
        if (holder is null)
            return RebindDecision.TakeBack;
        if (holder.Stream.Equals(rebind.Stream))
            return RebindDecision.Known;
        if (holder.State.IsOfSameBinding(rebind.State))
            return holder.IsLost || rebind.Turn > holder.Turn ? RebindDecision.Continue : RebindDecision.Superseded;

        // Of two that a former entity knew, the later binding had it last (RFC 6120 §7.7.2.2).
        return holder.IsBoundHere || holder.Order >= rebind.State.Binding
            ? RebindDecision.Refuse
            : RebindDecision.Replace;
    }
}

/// <summary>An outcome of <see cref="RebindRules"/>.</summary>
internal enum RebindDecision
{
    TakeBack,

    /// <summary>It has registered before; only the answer was late.</summary>
    Known,

    /// <summary>It goes on with the session of the stream that has it.</summary>
    Continue,

    /// <summary>It takes the resource from whoever has it.</summary>
    Replace,

    /// <summary>A later stream of the same session has the resource already: nothing is left for this one.</summary>
    Superseded,

    /// <summary>A newer binding has the resource: the stream is told so.</summary>
    Refuse,
}
