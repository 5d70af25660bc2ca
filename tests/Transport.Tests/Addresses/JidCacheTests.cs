using System.Text;
using XmppActors.Transport.Addresses;

namespace XmppActors.Transport.Tests.Addresses;

public sealed class JidCacheTests
{
    [Fact]
    public void The_cache_never_grows_beyond_its_capacity()
    {
        var cache = new JidCache(capacity: 64);

        for (var i = 0; i < 10_000; i++)
            Add(cache, $"user{i}@example.com");

        Assert.InRange(cache.Count(), 1, 64);
    }

    [Fact]
    public void A_half_full_cache_holds_nearly_everything()
    {
        var cache = new JidCache(capacity: 4096);
        var keys = Enumerable.Range(0, 2048).Select(i => $"user{i}@example.com").ToList();

        foreach (var key in keys)
            Add(cache, key);

        var held = keys.Count(key => cache.TryGet(Encoding.UTF8.GetBytes(key), out _));
        Assert.InRange(held, 1900, 2048);
    }

    [Fact]
    public void An_address_in_use_outlives_a_flood_of_others()
    {
        var cache = new JidCache(capacity: 64);
        var inUse = "romeo@montague.example"u8;
        cache.Add(inUse, BareJid.Parse("romeo@montague.example"));

        var found = 0;
        for (var i = 0; i < 1_000; i++)
        {
            found += cache.TryGet(inUse, out _) ? 1 : 0;
            Add(cache, $"user{i}@example.com");
            if (!cache.TryGet(inUse, out _))
                cache.Add(inUse, BareJid.Parse("romeo@montague.example"));
        }

        Assert.InRange(found, 900, 1_000);
    }

    [Fact]
    public void A_long_address_is_not_kept()
    {
        var text = new string('a', JidCache.MaxKeyBytes) + "@example.com";

        Assert.True(Jid.TryParse(Encoding.UTF8.GetBytes(text), out var first));
        Assert.True(Jid.TryParse(Encoding.UTF8.GetBytes(text), out var second));

        Assert.NotSame(first, second);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Readers_and_writers_in_parallel_always_get_the_address_they_asked_for()
    {
        var cache = new JidCache(capacity: 64);
        var jids = Enumerable.Range(0, 200).Select(i => BareJid.Parse($"user{i}@example.com")).ToArray();
        var wrong = 0;

        Parallel.For(0, 4, worker =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 50_000; i++)
            {
                var wanted = jids[random.Next(jids.Length)];
                var key = wanted.AttributeBytes.Span;
                if (cache.TryGet(key, out var found) && !ReferenceEquals(found, wanted))
                    Interlocked.Increment(ref wrong);
                else if (found is null)
                    cache.Add(key, wanted);
            }
        });

        Assert.Equal(0, wrong);
        Assert.InRange(cache.Count(), 1, 64);
    }

    [Fact]
    public void Spellings_of_one_address_are_equal_and_share_a_hash_code()
    {
        var spellings = new[] { "Juliet@Example.com/Balcony", "juliet@example.com./Balcony", "JULIET@EXAMPLE.COM/Balcony", "\uff4auliet@example.com/Balcony" };

        var jids = spellings.Select(FullJid.Parse).ToArray();

        Assert.Single(jids.Distinct());
        Assert.True(jids[0] == jids[3]);
        Assert.True(jids[0] != FullJid.Parse("juliet@example.com/balcony"));
        Assert.Equal(jids[0].Bare, BareJid.Parse("juliet@example.com"));
    }

    [Fact]
    public void Resources_of_one_account_share_its_bare_address()
    {
        var first = FullJid.Parse("nurse@capulet.example/kitchen");
        var second = FullJid.Parse("nurse@capulet.example/hall");

        Assert.Same(first.Bare, second.Bare);
        Assert.Same(first.Domainpart, BareJid.Parse("capulet.example").Domainpart);
    }

    private static void Add(JidCache cache, string text)
    {
        Assert.True(Jid.TryParse(text, out Jid? jid));
        cache.Add(Encoding.UTF8.GetBytes(text), jid);
    }
}
