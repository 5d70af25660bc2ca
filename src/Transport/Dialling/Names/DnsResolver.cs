using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using XmppActors.Transport.Connections;

namespace XmppActors.Transport.Dialling.Names;

/// <summary>Asks the machine's name servers for what the operating system does not tell: services, and how long an answer holds.</summary>
/// <remarks>A stub: it asks servers that do the work (RFC 1034 §5.3.1), remembers nothing, and takes names as they are, without search
/// domains. Servers are those of /etc/resolv.conf, read at each question.</remarks>
/// <param name="servers">To ask instead of these, for tests; null or empty: those.</param>
public sealed class DnsResolver(TimeProvider time, IReadOnlyList<IPEndPoint>? servers = null)
{
    private const string Configuration = "/etc/resolv.conf";
    private const int Rounds = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <exception cref="DnsFailedException">No server has answered, or what is asked for is no name.</exception>
    public async Task<DnsAnswer> AskAsync(string name, DnsType type, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        var asked = DnsMessage.ToAscii(name) ?? throw new DnsFailedException($"'{name}' is no name that can be looked up");
        var from = servers is { Count: > 0 } ? servers : ReadServers();
        var trouble = $"no name server has told {type} of {asked}";
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var server in from)
            {
                try
                {
                    using var patience = new CancellationTokenSource(Patience, time);
                    using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
                    var reply = await AskAsync(server, asked, type, limit.Token);
                    if (reply.Answer is { } answer) return answer;
                    if (reply.Code == DnsReply.NoName) return new DnsAnswer([], [], TimeSpan.Zero);
                    trouble = $"the name server {server} refuses to tell {type} of {asked} (code {reply.Code})";
                }
                catch (Exception exception) when (Wire.IsNetworkFailure(exception) && !cancellationToken.IsCancellationRequested)
                {
                    trouble = $"the name server {server} does not tell {type} of {asked}";
                }
            }
        }
        throw new DnsFailedException(trouble);
    }

    private static async Task<DnsReply> AskAsync(IPEndPoint server, string name, DnsType type, CancellationToken limit)
    {
        var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        byte[] question = DnsMessage.Question(id, name, type);
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, limit); // From now on it hears nobody else.
        await socket.SendAsync(question, SocketFlags.None, limit);
        byte[] buffer = new byte[DnsMessage.MostUdpBytes];
        while (true)
        {
            int count = await socket.ReceiveAsync(buffer, SocketFlags.None, limit);
            if (DnsMessage.Read(buffer.AsSpan(0, count), id, name, type) is not { } reply) continue; // Late, or forged.
            return reply.IsTruncated ? await AskOverTcpAsync(server, question, id, name, type, limit) : reply;
        }
    }

    /// <summary>The same with each message's length before it (RFC 7766 §8).</summary>
    private static async Task<DnsReply> AskOverTcpAsync(
        IPEndPoint server, byte[] question, ushort id, string name, DnsType type, CancellationToken limit)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, limit);
        await using var stream = new NetworkStream(socket);
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)question.Length);
        await stream.WriteAsync((byte[])[.. length, .. question], limit);
        await stream.ReadExactlyAsync(length, limit);
        byte[] answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, limit);
        return DnsMessage.Read(answer, id, name, type) ?? throw new IOException("no sense can be made of the answer");
    }

    private static List<IPEndPoint> ReadServers()
    {
        var found = new List<IPEndPoint>();
        try
        {
            foreach (var line in File.ReadLines(Configuration))
            {
                var words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                if (words is ["nameserver", var address, ..] && IPAddress.TryParse(address, out var server))
                    found.Add(new IPEndPoint(server, 53));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DnsFailedException(string.Create(CultureInfo.InvariantCulture, $"{Configuration} cannot be read: {exception.Message}"), exception);
        }
        return found.Count > 0 ? found : [new IPEndPoint(IPAddress.Loopback, 53)];
    }
}
