using Google.Protobuf;
using XmppActors.Kernel.Cluster.Leases.Etcd.Wire;

namespace XmppActors.Kernel.Cluster.Leases.Etcd;

/// <summary>Calls an etcd: gRPC over HTTP/2, one connection to the endpoint that answered last, the next endpoint when it does not.</summary>
internal sealed class EtcdChannel(EtcdAddress address, TimeProvider time) : IDisposable
{
    /// <summary>How long one endpoint may take: far above an etcd that is well, below what the cluster waits for a call.</summary>
    private static readonly TimeSpan AttemptTime = TimeSpan.FromMilliseconds(900);

    /// <summary>How long a call may take with all its attempts.</summary>
    private static readonly TimeSpan CallTime = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = AttemptTime,
        // Finds a dead connection under a silent watch. More often, and etcd closes the connection (ENHANCE_YOUR_CALM).
        KeepAlivePingDelay = TimeSpan.FromSeconds(10),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(3),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
    });

    private int _endpoint;
    private CancellationTokenSource _moved = new();
    private string? _token;

    /// <param name="isRepeatable">False: not tried elsewhere once it may have been done.</param>
    /// <exception cref="GrpcException">There is no such thing (<see cref="GrpcCode.NotFound"/>).</exception>
    /// <exception cref="LeaseStoreUnavailableException">No endpoint answered in time, or none can now.</exception>
    internal Task<T> CallAsync<T>(
        string method, IMessage request, MessageParser<T> parser, bool isRepeatable, CancellationToken cancellation)
        where T : class, IMessage<T> => AttemptAsync(
            async (attempt, token) =>
            {
                using var message = Request(attempt.Endpoint, method, new ByteArrayContent(GrpcFrame.Write(request)), attempt.Token);
                using var response = await _http.SendAsync(message, token);
                await using var body = await response.Content.ReadAsStreamAsync(token);
                var reply = await GrpcFrame.TryReadAsync(body, parser, token);
                if (reply is not null) await GrpcFrame.TryReadAsync(body, parser, token); // To the end: there the trailers are.
                GrpcException.ThrowIfRefused(response);
                return reply ?? throw new InvalidDataException("the answer is empty");
            },
            isRepeatable,
            cancellation);

    /// <summary>Begins a watch; the stream has told that it was created.</summary>
    internal Task<EtcdWatchStream> WatchAsync(WatchCreateRequest create, CancellationToken cancellation) => AttemptAsync(
        async (attempt, token) =>
        {
            var content = new OpenContent(GrpcFrame.Write(new WatchRequest { CreateRequest = create }));
            var message = Request(attempt.Endpoint, "etcdserverpb.Watch/Watch", content, attempt.Token);
            message.Headers.Add("hasleader", "true"); // A member that is cut off ends the watch instead of keeping silent.
            HttpResponseMessage? response = null;
            try
            {
                response = await _http.SendAsync(message, token);
                var stream = new EtcdWatchStream(message, response, await response.Content.ReadAsStreamAsync(token), attempt.Moved);
                response = null;
                message = null;
                try
                {
                    await stream.BeginAsync(token);
                    return stream;
                }
                catch
                {
                    stream.Dispose();
                    throw;
                }
            }
            finally
            {
                response?.Dispose();
                message?.Dispose();
            }
        },
        isRepeatable: true,
        cancellation);

    public void Dispose()
    {
        _http.Dispose();
        _moved.Dispose();
    }

    private async Task<T> AttemptAsync<T>(
        Func<Attempt, CancellationToken, Task<T>> attempt, bool isRepeatable, CancellationToken cancellation)
    {
        using var callTime = new CancellationTokenSource(CallTime, time);
        var isLoginFresh = false;
        Exception? failure = null;
        for (var attempts = Math.Max(2, address.Endpoints.Count); attempts > 0 && !callTime.IsCancellationRequested; attempts--)
        {
            var (endpoint, moved) = Current;
            using var attemptTime = new CancellationTokenSource(AttemptTime, time);
            using var bounds = CancellationTokenSource.CreateLinkedTokenSource(cancellation, callTime.Token, attemptTime.Token);
            var isSent = false;
            try
            {
                var token = await LogInAsync(endpoint, bounds.Token);
                isSent = true;
                return await attempt(new Attempt(address.Endpoints[endpoint], token, moved), bounds.Token);
            }
            catch (GrpcException refused) when (refused.Code == GrpcCode.Unauthenticated && !isLoginFresh)
            {
                failure = refused;
                isLoginFresh = true;
                attempts++;
                _token = null; // It has grown too old: nothing was done.
            }
            catch (GrpcException refused) when (refused.Code is GrpcCode.InvalidArgument or GrpcCode.PermissionDenied
                or GrpcCode.FailedPrecondition)
            {
                throw new LeaseStoreUnavailableException($"{address} refuses: {refused.Message}", refused);
            }
            catch (Exception failed) when (IsFailure(failed) && !cancellation.IsCancellationRequested)
            {
                failure = failed;
                MoveFrom(endpoint);
                if (isSent && !isRepeatable && !IsNeverConnected(failed)) break;
            }
        }

        throw new LeaseStoreUnavailableException($"{address} does not answer: {Reason(failure)}", failure);
    }

    private async ValueTask<string?> LogInAsync(int endpoint, CancellationToken cancellation)
    {
        if (address.User is null || _token is { } known) return _token;
        var login = new AuthenticateRequest { Name = address.User, Password = address.Password };
        using var message = Request(
            address.Endpoints[endpoint], "etcdserverpb.Auth/Authenticate", new ByteArrayContent(GrpcFrame.Write(login)), null);
        using var response = await _http.SendAsync(message, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var reply = await GrpcFrame.TryReadAsync(body, AuthenticateResponse.Parser, cancellation);
        if (reply is not null) await GrpcFrame.TryReadAsync(body, AuthenticateResponse.Parser, cancellation);
        GrpcException.ThrowIfRefused(response);
        return _token = reply?.Token;
    }

    private static HttpRequestMessage Request(Uri endpoint, string method, HttpContent content, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, "/" + method))
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        request.Headers.TryAddWithoutValidation("te", "trailers");
        if (token is not null) request.Headers.TryAddWithoutValidation("token", token);
        return request;
    }

    private (int Endpoint, CancellationToken Moved) Current
    {
        get
        {
            lock (_gate) return (_endpoint, _moved.Token);
        }
    }

    private void MoveFrom(int endpoint)
    {
        CancellationTokenSource left;
        lock (_gate)
        {
            if (_endpoint != endpoint || address.Endpoints.Count == 1) return;
            _endpoint = (endpoint + 1) % address.Endpoints.Count;
            left = _moved;
            _moved = new CancellationTokenSource();
        }

        left.Cancel(); // Watches there follow.
        left.Dispose();
    }

    /// <summary>Another endpoint, or the same one later, may do better.</summary>
    private static bool IsFailure(Exception exception) => exception switch
    {
        GrpcException refused => refused.Code != GrpcCode.NotFound,
        HttpRequestException or IOException or InvalidDataException or OperationCanceledException or InvalidProtocolBufferException => true,
        _ => false,
    };

    private static bool IsNeverConnected(Exception exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
    };

    private static string Reason(Exception? failure) => failure switch
    {
        null or OperationCanceledException => "no answer in time",
        _ => failure.InnerException?.Message ?? failure.Message,
    };

    /// <param name="Moved">Cancelled when calls have left this endpoint for another.</param>
    private readonly record struct Attempt(Uri Endpoint, string? Token, CancellationToken Moved);
}
