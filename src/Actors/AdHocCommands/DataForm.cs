using System.Xml.Linq;

namespace XmppActors.Actors.AdHocCommands;

/// <summary>Data forms (XEP-0004): to be filled in, filled in, and results with a table.</summary>
internal sealed record DataForm(string Title)
{
    public const string Namespace = "jabber:x:data";

    private static readonly XNamespace Ns = Namespace;

    public string? Instructions { get; init; }

    public IReadOnlyList<FormField> Fields { get; init; } = [];

    /// <summary>A table's columns, by name and label; none: no table.</summary>
    public IReadOnlyList<(string Name, string Label)> Columns { get; init; } = [];

    /// <summary>The table's rows, each with a value for each column.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows { get; init; } = [];

    /// <param name="type"><c>form</c> or <c>result</c>.</param>
    /// <param name="formType">What the fields' names mean (XEP-0068).</param>
    public XElement ToXml(string type, string formType)
    {
        var x = new XElement(
            Ns + "x",
            new XAttribute("type", type),
            new XElement(Ns + "title", Title),
            Instructions is null ? null : new XElement(Ns + "instructions", Instructions),
            new FormField("FORM_TYPE", FieldType.Hidden, null) { Values = [formType] }.ToXml(Ns),
            Fields.Select(field => field.ToXml(Ns)));
        if (Columns.Count == 0) return x;
        x.Add(new XElement(Ns + "reported", Columns.Select(column => new FormField(column.Name, FieldType.TextSingle, column.Label).ToXml(Ns))));
        foreach (var row in Rows)
        {
            x.Add(new XElement(Ns + "item", Columns.Select((column, at) =>
                new XElement(Ns + "field", new XAttribute("var", column.Name), new XElement(Ns + "value", row[at])))));
        }

        return x;
    }

    /// <summary>Reads what was filled in.</summary>
    /// <returns>Each field's values by its name; null: the element is no form that was filled in.</returns>
    public static IReadOnlyDictionary<string, string>? ReadSubmitted(XElement x)
    {
        if (x.Name != Ns + "x" || x.Attribute("type")?.Value != "submit") return null;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in x.Elements(Ns + "field"))
        {
            if (field.Attribute("var")?.Value is { } name)
                values[name] = string.Join('\n', field.Elements(Ns + "value").Select(static value => value.Value)).Trim();
        }

        return values;
    }
}

/// <summary>One field of a form.</summary>
/// <param name="Name">Its <c>var</c>.</param>
internal sealed record FormField(string Name, FieldType Type, string? Label)
{
    public bool IsRequired { get; init; }

    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Of a list: what may be chosen.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    public XElement ToXml(XNamespace ns)
    {
        var field = new XElement(ns + "field", new XAttribute("var", Name), new XAttribute("type", NameOf(Type)));
        if (Label is not null) field.SetAttributeValue("label", Label);
        if (IsRequired) field.Add(new XElement(ns + "required"));
        field.Add(Values.Select(value => new XElement(ns + "value", value)));
        field.Add(Options.Select(option => new XElement(ns + "option", new XElement(ns + "value", option))));
        return field;
    }

    private static string NameOf(FieldType type) => type switch
    {
        FieldType.Hidden => "hidden",
        FieldType.TextPrivate => "text-private",
        FieldType.TextMulti => "text-multi",
        FieldType.ListSingle => "list-single",
        FieldType.Boolean => "boolean",
        _ => "text-single",
    };
}

/// <summary>Kinds of fields (XEP-0004 §3.3), those that are used here.</summary>
internal enum FieldType
{
    TextSingle,
    TextMulti,
    TextPrivate,
    ListSingle,
    Boolean,
    Hidden,
}
