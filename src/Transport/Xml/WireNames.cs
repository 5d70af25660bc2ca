using System.Text;

namespace XmppActors.Transport.Xml;

/// <summary>The RFCs' spelling of conditions: <c>NotWellFormed</c> is <c>not-well-formed</c>. Made once from the enum's own names.</summary>
internal static class WireNames
{
    private static readonly byte[][] StreamErrors = Spell(Enum.GetNames<StreamErrorCondition>());

    internal static ReadOnlySpan<byte> Of(StreamErrorCondition condition) => StreamErrors[(int)condition];

    internal static byte[][] Spell(string[] names) => Array.ConvertAll(names, static name => Encoding.ASCII.GetBytes(Spell(name)));

    internal static string Spell(string name)
    {
        var spelled = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && spelled.Length > 0)
                spelled.Append('-');
            spelled.Append(char.ToLowerInvariant(c));
        }
        return spelled.ToString();
    }
}
