using XmppActors.Transport.Tls;

namespace XmppActors.Conversations.Runner;

/// <summary>One certificate for all conversations of a test run: made by the first that needs it.</summary>
internal static class SelfSigned
{
    public static TlsSettings Settings { get; } = new()
    {
        Domains = [Cast.Capulet, Cast.Montague],
        SelfSignedDirectory = Directory.CreateTempSubdirectory("xmpp-conversations-").FullName,
    };
}
