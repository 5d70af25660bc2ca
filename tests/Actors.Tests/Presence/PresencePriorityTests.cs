using System.Text;
using XmppActors.Actors.Presence;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Presence;

public class PresencePriorityTests
{
    [Theory] // RFC 6121 §4.7.2.3
    [InlineData("", 0)]
    [InlineData("<show>away</show>", 0)]
    [InlineData("<priority>1</priority>", 1)]
    [InlineData("<priority>+1</priority>", 1)]
    [InlineData("<priority> 5\n</priority>", 5)]
    [InlineData("<show>away</show><priority>127</priority>", 127)]
    [InlineData("<priority>-128</priority>", -128)]
    [InlineData("<x xmlns='urn:x'><priority>500</priority></x>", 0)]
    [InlineData("<priority xmlns='urn:x'>500</priority>", 0)]
    [InlineData("<status>no priority</status>", 0)]
    public void Priority_is_an_integer_of_one_byte(string payload, int expected)
    {
        Assert.True(PresencePriority.TryRead(Presence(payload), out var priority));
        Assert.Equal(expected, priority);
    }

    [Theory]
    [InlineData("<priority>128</priority>")]
    [InlineData("<priority>-129</priority>")]
    [InlineData("<priority/>")]
    [InlineData("<priority>high</priority>")]
    [InlineData("<priority>1.5</priority>")]
    [InlineData("<priority>1</priority><priority>1</priority>")]
    public void Anything_else_is_refused(string payload) => Assert.False(PresencePriority.TryRead(Presence(payload), out _));

    private static Stanza Presence(string payload) =>
        Stanza.Create(StanzaKind.Presence, StanzaType.None, null, null, null, Encoding.UTF8.GetBytes(payload));
}
