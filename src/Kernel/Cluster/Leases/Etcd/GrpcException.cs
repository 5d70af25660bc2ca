using System.Globalization;
using System.Net.Http.Headers;

namespace XmppActors.Kernel.Cluster.Leases.Etcd;

/// <summary>How a call ended, by gRPC's numbers.</summary>
internal enum GrpcCode
{
    Ok = 0,
    Unknown = 2,
    InvalidArgument = 3,
    NotFound = 5,
    PermissionDenied = 7,
    FailedPrecondition = 9,
    Unavailable = 14,
    Unauthenticated = 16,
}

/// <summary>The server answered, and refused.</summary>
internal sealed class GrpcException(GrpcCode code, string message) : Exception(message)
{
    internal GrpcCode Code => code;

    /// <summary>The status stands in the trailers, or, of an answer without a body, in the headers.</summary>
    internal static void ThrowIfRefused(HttpResponseMessage response)
    {
        if ((Find(response.TrailingHeaders, "grpc-status") ?? Find(response.Headers, "grpc-status")) is not { } status)
            throw new GrpcException(GrpcCode.Unavailable, $"no gRPC status; HTTP status {(int)response.StatusCode}");
        if (status == "0") return;
        var text = Find(response.TrailingHeaders, "grpc-message") ?? Find(response.Headers, "grpc-message") ?? "";
        var code = int.TryParse(status, CultureInfo.InvariantCulture, out var number) ? (GrpcCode)number : GrpcCode.Unknown;
        throw new GrpcException(code, Uri.UnescapeDataString(text));
    }

    private static string? Find(HttpHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
