using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Tests.Streams.StreamManagement;

public sealed class ResumptionIdTest
{
    private static readonly FullJid Balcony = FullJid.Parse("juliet@capulet.example/balcony");

    [Fact]
    public void An_id_read_back_names_its_resource_and_matches_itself()
    {
        var id = ResumptionId.Create(Balcony);

        Assert.True(ResumptionId.TryParse(id.Value, out var read));

        Assert.Equal("balcony", read.Resourcepart);
        Assert.True(id.Matches(read));
    }

    [Fact]
    public void No_two_ids_of_a_resource_match() =>
        Assert.False(ResumptionId.Create(Balcony).Matches(ResumptionId.Create(Balcony)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("some-long-sm-id")]
    [InlineData("&&&&")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")]
    public void What_we_cannot_have_given_is_not_read(string? value) =>
        Assert.False(ResumptionId.TryParse(value, out _));

    [Fact]
    public void An_overlong_id_is_not_read() =>
        Assert.False(ResumptionId.TryParse(new string('A', 10_000), out _));
}
