using XmppActors.Transport.Tls;

namespace XmppActors.Transport.Tests.Tls;

public sealed class TlsExporterTests
{
    [Fact]
    public async Task The_probe_decides_and_its_answer_stays()
    {
        var isAvailable = await TlsExporter.ProbeAsync(TestContext.Current.CancellationToken);

        Assert.Equal(isAvailable, TlsExporter.IsAvailable);
        Assert.Equal(isAvailable, await TlsExporter.ProbeAsync(TestContext.Current.CancellationToken));
        Assert.SkipUnless(isAvailable, "This platform does not give keying material: tls-exporter is not offered on it.");
    }
}
