using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using XmppActors.Kernel.Cluster.Mesh;

namespace XmppActors.Kernel.Cluster.MeshTests;

public sealed class MeshTlsTests : MeshTest
{
    [Fact]
    public async Task Certificates_of_one_authority_trust_each_other()
    {
        using var authority = MakeAuthority("CN=Escalus");
        var trust = new X509Certificate2Collection(authority);
        var (a, b) = (
            await StartAsync(1, s => s with { Tls = new MeshTls { Certificate = Sign("CN=a", authority), Authorities = trust } }, proxied: true),
            await StartAsync(2, s => s with { Tls = new MeshTls { Certificate = Sign("CN=b", authority), Authorities = trust } }, proxied: true));

        Connect(a, b);
        await UntilConnectedAsync(a, b);
        for (var i = 0; i < 1000; i++) Assert.True(a.Send(b, $"{i}".PadRight(1000)));

        await b.Told.UntilAsync($"frame {a.Self} {"999".PadRight(1000)}");
        Assert.True(b.Proxy!.Seen.AsSpan().IndexOf("XmppMesh"u8) < 0);
        await a.Mesh.DisposeAsync();
        await b.Told.UntilAsync($"Refused {a.Self}");
        Assert.DoesNotContain($"Reset {a.Self}", b.Told.Told);
    }

    [Fact]
    public async Task Pinned_certificates_need_no_authority()
    {
        var (forA, forB) = (MakeAuthority("CN=a"), MakeAuthority("CN=b"));
        var pinned = ImmutableHashSet.Create(
            StringComparer.OrdinalIgnoreCase, forA.GetCertHashString(HashAlgorithmName.SHA256), forB.GetCertHashString(HashAlgorithmName.SHA256));
        var (a, b) = (
            await StartAsync(1, s => s with { Tls = new MeshTls { Certificate = forA, Pinned = pinned } }),
            await StartAsync(2, s => s with { Tls = new MeshTls { Certificate = forB, Pinned = pinned } }));

        Connect(a, b);

        await UntilConnectedAsync(a, b);
    }

    [Fact]
    public async Task A_certificate_of_somebody_else_is_refused_although_the_secret_is_right()
    {
        using var authority = MakeAuthority("CN=Escalus");
        using var other = MakeAuthority("CN=Escalus");
        var (a, b) = (
            await StartAsync(1, s => s with { Tls = new MeshTls { Certificate = Sign("CN=a", authority), Authorities = new(authority) } }),
            await StartAsync(2, s => s with { Tls = new MeshTls { Certificate = Sign("CN=b", other), Authorities = new(authority) } }));

        Connect(a, b);

        await Log.UntilAsync($"TLS with 127.0.0.1:{b.Self.Port} failed");
        await Log.UntilAsync("TLS with 127.0.0.1 failed");
        Assert.Empty(a.Told.Told);
        Assert.Empty(b.Told.Told);
    }

    [Fact]
    public async Task A_node_with_TLS_and_one_without_tell_what_is_wrong()
    {
        using var authority = MakeAuthority("CN=Escalus");
        var (a, b) = (
            await StartAsync(1, s => s with { Tls = new MeshTls { Certificate = Sign("CN=a", authority), Authorities = new(authority) } }),
            await StartAsync(2));

        Connect(a, b);

        await Log.UntilAsync("Closed a connection from 127.0.0.1: it began with TLS, which this node has not been given");
    }

    private static X509Certificate2 MakeAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
    }

    private static X509Certificate2 Sign(string name, X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        using var signed = request.Create(authority, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100), [1, 2, 3]);
        return signed.CopyWithPrivateKey(key);
    }
}
