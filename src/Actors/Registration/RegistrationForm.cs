using System.Xml.Linq;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Registration;

/// <summary>
/// The <c>query</c> of In-Band Registration on the wire: fields, and the same as a data form, which takes precedence
/// (XEP-0077 §4).
/// </summary>
internal static class RegistrationForm
{
    public const string Namespace = "jabber:iq:register";

    public static readonly XmlName Payload = new("query", Namespace);

    /// <summary>Announces registration before authentication (XEP-0077 §8).</summary>
    public static readonly XmlName StreamFeature = new("register", "http://jabber.org/features/iq-register");

    private static readonly XNamespace Ns = Namespace;
    private static readonly XNamespace Data = "jabber:x:data";

    /// <summary>What a stranger has to fill in.</summary>
    public static XElement Empty() => new(
        Ns + "query",
        new XElement(Ns + "instructions", "Choose a username and a password."),
        new XElement(Ns + "username"),
        new XElement(Ns + "password"),
        new XElement(
            Data + "x",
            new XAttribute("type", "form"),
            new XElement(Data + "title", "New account"),
            new XElement(Data + "instructions", "Choose a username and a password."),
            new XElement(
                Data + "field",
                new XAttribute("type", "hidden"),
                new XAttribute("var", "FORM_TYPE"),
                new XElement(Data + "value", Namespace)),
            Field("text-single", "username", "Username"),
            Field("text-private", "password", "Password")));

    /// <summary>What is known of the account that asks.</summary>
    public static XElement Registered(string username) => new(
        Ns + "query",
        new XElement(Ns + "registered"),
        new XElement(Ns + "username", username),
        new XElement(Ns + "password"));

    /// <summary>Reads a registration set.</summary>
    public static RegistrationRequest Read(XElement query)
    {
        if (query.Element(Ns + "remove") is not null && query.Elements().Count() == 1)
            return new RegistrationRequest.Cancel();
        if (query.Element(Ns + "remove") is not null)
            return new RegistrationRequest.Malformed(); // §3.2.
        if (query.Element(Data + "x") is not { } form)
            return Fields(query.Element(Ns + "username")?.Value, query.Element(Ns + "password")?.Value);
        return form.Attribute("type")?.Value == "submit"
            ? Fields(Value(form, "username"), Value(form, "password"))
            : new RegistrationRequest.Malformed();
    }

    private static RegistrationRequest.Fields Fields(string? username, string? password) =>
        new(string.IsNullOrEmpty(username) ? null : username, string.IsNullOrEmpty(password) ? null : password);

    private static string? Value(XElement form, string name) => form.Elements(Data + "field")
        .FirstOrDefault(field => field.Attribute("var")?.Value == name)?.Element(Data + "value")?.Value;

    private static XElement Field(string type, string name, string label) => new(
        Data + "field",
        new XAttribute("type", type),
        new XAttribute("var", name),
        new XAttribute("label", label),
        new XElement(Data + "required"));
}

/// <summary>What a registration set asks for.</summary>
internal abstract record RegistrationRequest
{
    /// <summary>
    /// A new account, or a new password for the account that asks; null where a field is missing or empty.
    /// </summary>
    public sealed record Fields(string? Username, string? Password) : RegistrationRequest
    {
        /// <summary>Without the password: records get into logs.</summary>
        public override string ToString() => $"Fields for {Username}";
    }

    public sealed record Cancel : RegistrationRequest;

    public sealed record Malformed : RegistrationRequest;
}
