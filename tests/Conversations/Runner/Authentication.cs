using System.Security.Cryptography;
using System.Text;
using XmppActors.Transport.Tests.Sasl;

namespace XmppActors.Conversations.Runner;

/// <summary>The client's side of SASL (RFC 6120 §6), up to what the server has to say in the end: that is left to the
/// script.</summary>
internal static class Authentication
{
    private const string PlusSuffix = "-PLUS";

    public static Task RunAsync(
        Participant participant, string mechanism, string user, string password, CancellationToken cancellation) =>
        mechanism == "PLAIN"
            ? PlainAsync(participant, user, password)
            : ScramAsync(participant, mechanism, user, password, cancellation);

    private static Task PlainAsync(Participant participant, string user, string password)
    {
        var message = Encoding.UTF8.GetBytes($"\0{user}\0{password}");
        return participant.SendAsync(Auth("PLAIN", message), isLogged: false);
    }

    private static async Task ScramAsync(
        Participant participant, string mechanism, string user, string password, CancellationToken cancellation)
    {
        var binds = mechanism.EndsWith(PlusSuffix, StringComparison.Ordinal);
        var hash = HashOf(binds ? mechanism[..^PlusSuffix.Length] : mechanism);
        var client = new ScramTestClient(hash, user, password)
        {
            Gs2Header = binds ? "p=tls-server-end-point,," : "n,,",
            BindingData = binds ? ServerEndPoint(participant) : [],
        };

        await participant.SendAsync(Auth(mechanism, client.First()), isLogged: false);
        var challenge = await participant.ExpectAsync("challenge", cancellation);
        var response = client.Final(Convert.FromBase64String(challenge.Value));
        await participant.SendAsync(Element("response", "", response), isLogged: false);
        var outcome = await participant.Inbox.PeekAsync(cancellation);
        if (outcome is Received.Element { Value: { Name.LocalName: "success" } success })
            Assert.True(client.Trusts(Convert.FromBase64String(success.Value)), "the server has proved nothing");
    }

    private static string Auth(string mechanism, byte[] initialResponse) =>
        Element("auth", $" mechanism='{mechanism}'", initialResponse);

    private static string Element(string name, string attributes, byte[] data) =>
        $"<{name} xmlns='urn:ietf:params:xml:ns:xmpp-sasl'{attributes}>{Convert.ToBase64String(data)}</{name}>";

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
