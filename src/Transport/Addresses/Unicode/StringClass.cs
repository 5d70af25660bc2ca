namespace XmppActors.Transport.Addresses.Unicode;

/// <summary>Which code points a text may hold: PRECIS's IdentifierClass and FreeformClass (RFC 8264 §4), or a U-label's
/// (RFC 5892).</summary>
internal enum StringClass { Identifier, Freeform, Label }

internal static class StringClassRules
{
    internal static bool Contains(this StringClass stringClass, ReadOnlySpan<int> text)
    {
        var context = new ContextualRules(text);
        for (var i = 0; i < text.Length; i++)
        {
            var properties = UnicodeProperties.Of(text[i]);
            var isAllowed = (stringClass == StringClass.Label ? properties.Idna : properties.Precis) switch
            {
                CodePointClass.Valid => true,
                CodePointClass.FreeformOnly => stringClass == StringClass.Freeform,
                CodePointClass.ContextJ => context.AllowsJoiner(i),
                CodePointClass.ContextO => context.AllowsOther(i),
                _ => false,
            };
            if (!isAllowed)
                return false;
        }
        return true;
    }
}
