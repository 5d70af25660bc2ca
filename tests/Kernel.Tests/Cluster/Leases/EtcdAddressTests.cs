using XmppActors.Kernel.Cluster.Leases.Etcd;

namespace XmppActors.Kernel.Cluster;

public sealed class EtcdAddressTests
{
    [Theory]
    [InlineData("etcd:http://one:2379", "http://one:2379/")]
    [InlineData("etcd:http://one", "http://one:2379/")]
    [InlineData("etcd:https://one", "https://one:2379/")]
    [InlineData("etcd:http://one:80", "http://one/")]
    [InlineData("etcd:https://one:443/xmpp", "https://one/")]
    [InlineData("etcd:http://one:2379,http://two:2380", "http://one:2379/ http://two:2380/")]
    [InlineData("etcd:http://[::1]:2379, http://10.0.0.2", "http://[::1]:2379/ http://10.0.0.2:2379/")]
    public void Endpoints_are_URLs_separated_by_commas(string text, string endpoints) =>
        Assert.Equal(endpoints, string.Join(' ', EtcdAddress.Parse(text).Endpoints));

    [Fact]
    public void A_user_is_named_once_or_always_the_same_and_never_shown()
    {
        var once = EtcdAddress.Parse("etcd:http://me:p%3Ass%40@one:2379,http://two:2379");
        var twice = EtcdAddress.Parse("etcd:http://me:secret@one:2379,http://me:secret@two:2379");

        Assert.Equal(("me", "p:ss@"), (once.User, once.Password));
        Assert.Equal(("me", "secret"), (twice.User, twice.Password));
        Assert.Equal("etcd:http://one:2379,http://two:2379", twice.ToString());
    }

    [Theory]
    [InlineData("etcd:http://one:2379", "xmpp/")]
    [InlineData("etcd:http://one:2379/", "xmpp/")]
    [InlineData("etcd:http://one:2379/second/cluster", "second/cluster/")]
    [InlineData("etcd:http://one:2379/second,http://two:2379", "second/")]
    public void A_path_is_the_prefix_of_all_keys(string text, string prefix) => Assert.Equal(prefix, EtcdAddress.Parse(text).Prefix);

    [Theory]
    [InlineData("etcd:", "endpoint 1")]
    [InlineData("http://one", "begins with etcd:")]
    [InlineData("etcd:one:2379", "endpoint 1")]
    [InlineData("etcd:http://one,", "endpoint 2")]
    [InlineData("etcd:http://one?ttl=1", "endpoint 1")]
    [InlineData("etcd:http://me@one", "no password")]
    [InlineData("etcd:http://me:secret@one,http://you:secret@two", "different users")]
    [InlineData("etcd:http://one/a,http://two/b", "different paths")]
    public void What_is_wrong_is_told_without_the_password(string text, string fault)
    {
        var thrown = Assert.Throws<FormatException>(() => EtcdAddress.Parse(text));

        Assert.Contains(fault, thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", thrown.Message, StringComparison.Ordinal);
    }
}
