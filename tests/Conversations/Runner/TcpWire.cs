using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml.Linq;

namespace XmppActors.Conversations.Runner;

/// <summary>One long document a stream (RFC 6120 §4), over a pipe or a socket.</summary>
internal sealed class TcpWire : IWire
{
    private static readonly XName Proceed = XName.Get("proceed", "urn:ietf:params:xml:ns:xmpp-tls");
    private static readonly XName Success = XName.Get("success", "urn:ietf:params:xml:ns:xmpp-sasl");

    private readonly CancellationTokenSource _stopping = new();
    private readonly Stream _connection;
    private Stream _stream;
    private Task _reading = Task.CompletedTask;

    /// <param name="connection">The client's end.</param>
    /// <param name="end">Completes when the node knows that the connection has ended.</param>
    public TcpWire(Stream connection, Task end)
    {
        _connection = connection;
        Ended = end;
        _stream = new StoppableStream(connection, _stopping.Token);
    }

    public Task Ended { get; }

    /// <summary>The TLS session, once there is one.</summary>
    public SslStream? Tls { get; private set; }

    /// <summary>What the client will show of itself in the handshake.</summary>
    public X509Certificate2? Certificate { get; set; }

    public async Task WriteAsync(string xml)
    {
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(xml));
        await _stream.FlushAsync();
    }

    public Task ReadAllAsync(Action<Received> received) => _reading = ReadAsync(received);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _reading; // A pipe must not be completed under its reader.
        await _connection.DisposeAsync();
        await Ended;
        _stopping.Dispose();
    }

    private async Task ReadAsync(Action<Received> received)
    {
        XElement? last = null;
        var pump = new StreamPump(received);
        while (await pump.RunAsync(_stream, element => IsRestart(last = element)))
        {
            if (last!.Name == Proceed)
            {
                await SecureAsync();
                received(new Received.Secured());
            }
        }
        received(new Received.Disconnected());
    }

    private static bool IsRestart(XElement element) => element.Name == Proceed || element.Name == Success;

    private async Task SecureAsync()
    {
        Tls = new SslStream(_stream, leaveInnerStreamOpen: false, IsSelfSigned);
        _stream = Tls;
        await Tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = Cast.Capulet,
            ClientCertificates = Certificate is null ? [] : [Certificate],
        });
    }

    private static bool IsSelfSigned(
        object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is not null && certificate.Subject == certificate.Issuer;
}
