using System.Runtime.InteropServices;

namespace XmppActors.Actors.Components.Policies;

/// <summary>Who gets a stanza, and why.</summary>
/// <param name="Instance">Null: there is nobody who may.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Choice(FarmInstance? Instance, ChoiceReason Reason)
{
    public static readonly Choice Nobody = new(null, ChoiceReason.NobodyThere);
}

/// <summary>Why an instance gets a stanza.</summary>
internal enum ChoiceReason : byte
{
    /// <summary>No instance may have it.</summary>
    NobodyThere,

    /// <summary>It is the answer to what the instance has asked.</summary>
    HasAsked,

    /// <summary>Of all candidates it wants the key most.</summary>
    WantsKeyMost,

    /// <summary>The one that wants the key most has too much to do; it comes next.</summary>
    WantsKeyNext,

    /// <summary>It is being drained, and has had the key lately.</summary>
    KeepsKey,

    /// <summary>Its turn.</summary>
    IsNext,

    /// <summary>It has the least to do for its weight.</summary>
    HasLeast,

    /// <summary>The lot fell on it.</summary>
    WasDrawn,

    /// <summary>It is the primary, or stands in for it.</summary>
    IsPrimary,
}
