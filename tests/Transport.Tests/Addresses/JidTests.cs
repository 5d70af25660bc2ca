using System.Text;
using XmppActors.Transport.Addresses;

namespace XmppActors.Transport.Tests.Addresses;

public sealed class JidTests
{
    [Theory]
    [InlineData("juliet@example.com", "juliet", "example.com", null)]
    [InlineData("juliet@example.com/foo", "juliet", "example.com", "foo")]
    [InlineData("juliet@example.com/foo bar", "juliet", "example.com", "foo bar")]
    [InlineData("juliet@example.com/foo@bar", "juliet", "example.com", "foo@bar")]
    [InlineData("foo\\20bar@example.com", "foo\\20bar", "example.com", null)]
    [InlineData("Juliet@Example.COM./Foo", "juliet", "example.com", "Foo")]
    [InlineData("example.com", null, "example.com", null)]
    [InlineData("example.com/foobar", null, "example.com", "foobar")]
    [InlineData("a.example.com/b@example.net", null, "a.example.com", "b@example.net")]
    [InlineData("example.com/a/b//c", null, "example.com", "a/b//c")]
    [InlineData("127.0.0.1", null, "127.0.0.1", null)]
    [InlineData("server@[2001:DB8:0::1]", "server", "[2001:db8::1]", null)]
    public void An_address_is_split_and_normalised(string text, string? localpart, string domainpart, string? resourcepart)
    {
        Assert.True(Jid.TryParse(text, out var jid));

        Assert.Equal((localpart, domainpart, resourcepart), (jid.Localpart, jid.Domainpart, jid.Resourcepart));
        Assert.Equal(resourcepart is null, jid is BareJid);
        Assert.Equal(localpart is null && resourcepart is null, jid.IsDomain);
        Assert.True(Jid.TryParse(Encoding.UTF8.GetBytes(text), out var fromBytes));
        Assert.Equal(jid, fromBytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("/")]
    [InlineData("@example.com")]
    [InlineData("@/foo")]
    [InlineData("juliet@")]
    [InlineData("juliet@/foo")]
    [InlineData("/foobar")]
    [InlineData("example.com/")]
    [InlineData("juliet@example.com/")]
    [InlineData("\"juliet\"@example.com")]
    [InlineData("foo bar@example.com")]
    [InlineData("a@b@example.com")]
    [InlineData("user@example..com")]
    [InlineData("user@-example.com")]
    [InlineData("user@example-.com")]
    [InlineData("user@ex--ample.com")]
    [InlineData("user@.")]
    [InlineData("user@exa_mple.com")]
    [InlineData("user@[::1")]
    [InlineData("user@[[::1]]")]
    [InlineData("user@[]")]
    [InlineData("user@[fe80::1%eth0]")]
    [InlineData("user@[127.0.0.1]")]
    [InlineData("example.com/\u0007")]
    public void What_RFC_7622_forbids_is_refused(string text)
    {
        Assert.False(Jid.TryParse(text, out _));
    }

    [Fact]
    public void An_address_seen_before_is_the_same_object_and_allocates_nothing()
    {
        var utf8 = "romeo@montague.example/orchard"u8;
        Assert.True(Jid.TryParse(utf8, out var first));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(Jid.TryParse(utf8, out var again));

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Same(first, again);
    }

    [Fact]
    public void Attribute_bytes_are_escaped_for_single_quotes()
    {
        var jid = FullJid.Parse("romeo@montague.example/<a> & 'b'");

        Assert.Equal("romeo@montague.example/&lt;a&gt; &amp; &apos;b&apos;", Encoding.UTF8.GetString(jid.AttributeBytes.Span));
    }
}
