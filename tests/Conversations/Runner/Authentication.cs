using System.Security.Cryptography;
using System.Text;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Tests.Sasl;

namespace XmppActors.Conversations.Runner;

/// <summary>The client's side of SASL (RFC 6120 §6), up to what the server has to say in the end: that is left to the script.</summary>
internal static class Authentication
{
    private const string PlusSuffix = "-PLUS";

    public static Task RunAsync(
        Participant participant, string mechanism, BareJid account, string password, CancellationToken cancellationToken) => mechanism switch
    {
        "PLAIN" => PlainAsync(participant, account, password),
        "ANONYMOUS" => participant.SendAsync(Auth(mechanism, []), isLogged: false),
        _ => ScramAsync(participant, mechanism, account, password, cancellationToken),
    };

    private static Task PlainAsync(Participant participant, BareJid account, string password) =>
        participant.SendAsync(Auth("PLAIN", Encoding.UTF8.GetBytes($"\0{account.Localpart}\0{password}")), isLogged: false);

    private static async Task ScramAsync(
        Participant participant, string mechanism, BareJid account, string password, CancellationToken cancellationToken)
    {
        var binds = mechanism.EndsWith(PlusSuffix, StringComparison.Ordinal);
        var client = new ScramTestClient(HashOf(binds ? mechanism[..^PlusSuffix.Length] : mechanism), account.Localpart!, password)
        {
            Gs2Header = binds ? "p=tls-server-end-point,," : "n,,",
            BindingData = binds ? ServerEndPoint(participant) : [],
        };

        await participant.SendAsync(Auth(mechanism, client.First()), isLogged: false);
        var challenge = await participant.ExpectAsync("challenge", cancellationToken);
        await participant.SendAsync(Element("response", "", client.Final(Convert.FromBase64String(challenge.Value))), isLogged: false);
        var outcome = await participant.Inbox.PeekAsync(cancellationToken);
        if (outcome is Received.Element { Value: { Name.LocalName: "success" } success })
            Assert.True(client.Trusts(Convert.FromBase64String(success.Value)), "the server has not proved that it knows the password");
    }

    private static string Auth(string mechanism, byte[] initialResponse) =>
        Element("auth", $" mechanism='{mechanism}'", initialResponse);

    private static string Element(string name, string attributes, byte[] data) =>
        $"<{name} xmlns='urn:ietf:params:xml:ns:xmpp-sasl'{attributes}>{(data.Length == 0 ? "=" : Convert.ToBase64String(data))}</{name}>";

    private static HashAlgorithmName HashOf(string mechanism) => mechanism switch
    {
        "SCRAM-SHA-1" => HashAlgorithmName.SHA1,
        "SCRAM-SHA-256" => HashAlgorithmName.SHA256,
        "SCRAM-SHA-512" => HashAlgorithmName.SHA512,
        _ => throw new FormatException($"{mechanism} is no mechanism of scripts"),
    };

    /// <summary>RFC 5929 §4.1, for a certificate signed with SHA-256.</summary>
    private static byte[] ServerEndPoint(Participant participant) =>
        SHA256.HashData(((TcpWire)participant.Wire).Tls!.RemoteCertificate!.GetRawCertData());
}
