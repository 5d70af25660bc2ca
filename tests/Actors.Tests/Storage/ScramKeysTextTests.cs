using XmppActors.Actors.Storage.Sql;
using XmppActors.Transport.Sasl;

namespace XmppActors.Actors.Tests.Storage;

public class ScramKeysTextTests
{
    [Fact] // RFC 5802 §5's exchange: user "user", password "pencil".
    public void Keys_are_written_as_RFC_5803_says()
    {
        var keys = ScramKeys.Derive(ScramHash.Sha1, "pencil", Convert.FromBase64String("QSXCR+Q6sek8bf92"), 4096);

        Assert.Equal(
            "SCRAM-SHA-1$4096:QSXCR+Q6sek8bf92$6dlGYMOdZcOPutkcNY8U2g7vK9Y=:D+CSWLOshSulAsxiupA+qs2/fTE=", ScramKeysText.Write(keys));
    }

    [Theory]
    [InlineData("SCRAM-SHA-1")]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("SCRAM-SHA-512")]
    public void Keys_of_each_hash_are_read_as_they_were_written(string scheme)
    {
        var written = ScramKeys.DeriveAll("secret", iterations: 4096).Select(ScramKeysText.Write).Single(
            text => text.StartsWith($"{scheme}$", StringComparison.Ordinal));

        Assert.Equal(written, ScramKeysText.Write(ScramKeysText.Read(written)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("SCRAM-MD5$4096:QSXCR+Q6sek8bf92$6dlGYMOdZcOPutkcNY8U2g7vK9Y=:D+CSWLOshSulAsxiupA+qs2/fTE=")]
    [InlineData("SCRAM-SHA-1$-1:QSXCR+Q6sek8bf92$6dlGYMOdZcOPutkcNY8U2g7vK9Y=:D+CSWLOshSulAsxiupA+qs2/fTE=")]
    [InlineData("SCRAM-SHA-1$0:QSXCR+Q6sek8bf92$6dlGYMOdZcOPutkcNY8U2g7vK9Y=:D+CSWLOshSulAsxiupA+qs2/fTE=")]
    [InlineData("SCRAM-SHA-1$4096:not base64$6dlGYMOdZcOPutkcNY8U2g7vK9Y=:D+CSWLOshSulAsxiupA+qs2/fTE=")]
    [InlineData("SCRAM-SHA-1$4096:QSXCR+Q6sek8bf92$c2hvcnQ=:D+CSWLOshSulAsxiupA+qs2/fTE=")]
    [InlineData("SCRAM-SHA-1$4096:QSXCR+Q6sek8bf92$6dlGYMOdZcOPutkcNY8U2g7vK9Y=")]
    public void Damaged_keys_are_refused_without_repeating_them(string text)
    {
        var damage = Assert.Throws<InvalidDataException>(() => ScramKeysText.Read(text));

        Assert.Equal("Stored SCRAM keys are not as RFC 5803 writes them.", damage.Message);
    }
}
