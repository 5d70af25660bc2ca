using System.Globalization;
using System.Text;

namespace XmppActors.Kernel.Hocon;

/// <summary>Writes a resolved tree as text that any HOCON parser reads back to the same values.</summary>
public static class HoconWriter
{
    public static string Write(HoconNode node)
    {
        var text = new StringBuilder();
        Append(text, node, indent: 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, HoconNode node, int indent)
    {
        switch (node)
        {
            case HoconScalar { IsQuoted: false } plain when IsPlain(plain.Text): text.Append(plain.Text); break;
            case HoconScalar scalar: AppendQuoted(text, scalar.Text); break;
            case HoconArray array: AppendArray(text, array, indent); break;
            case HoconObject fields: AppendObject(text, fields, indent); break;
        }
    }

    private static void AppendArray(StringBuilder text, HoconArray array, int indent)
    {
        text.Append('[');
        for (var i = 0; i < array.Items.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Append(text, array.Items[i], indent);
        }

        text.Append(']');
    }

    private static void AppendObject(StringBuilder text, HoconObject fields, int indent)
    {
        text.Append('{').Append('\n');
        foreach (var (key, value) in fields.Fields)
        {
            text.Append(' ', (indent + 1) * 2);
            AppendQuoted(text, key);
            text.Append(" : ");
            Append(text, value, indent + 1);
            text.Append('\n');
        }

        text.Append(' ', indent * 2).Append('}');
    }

    private static bool IsPlain(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');

    internal static void AppendQuoted(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case < ' ': text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)); break;
                default: text.Append(c); break;
            }
        }

        text.Append('"');
    }
}
