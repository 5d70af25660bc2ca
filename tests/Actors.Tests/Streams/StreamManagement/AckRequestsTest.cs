using XmppActors.Actors.Streams.StreamManagement;
using static XmppActors.Actors.Streams.StreamManagement.AckRequestStep;

namespace XmppActors.Actors.Tests.Streams.StreamManagement;

/// <summary>When &lt;r/&gt; is sent, with a request after three stanzas.</summary>
public sealed class AckRequestsTest
{
    /// <summary>s: sent; 0-9: answered, so many still unacknowledged; t: timer; 3 R: resumed with three
    /// unacknowledged.</summary>
    [Theory]
    [InlineData("s", StartTimer)]
    [InlineData("ss", StartTimer, None)]
    [InlineData("sss", StartTimer, None, Request)]
    [InlineData("st", StartTimer, Request)]
    [InlineData("t", None)]
    [InlineData("stss", StartTimer, Request, None, None)]
    [InlineData("sts0s", StartTimer, Request, None, None, StartTimer)]
    [InlineData("sts1", StartTimer, Request, None, StartTimer)]
    [InlineData("sssss2t", StartTimer, None, Request, None, None, StartTimer, Request)]
    [InlineData("ssssss3", StartTimer, None, Request, None, None, None, Request)]
    [InlineData("s0t", StartTimer, None, None)]
    [InlineData("s1t", StartTimer, None, Request)]
    [InlineData("stt", StartTimer, Request, GiveUp)]
    [InlineData("ssssR", StartTimer, None, Request, None, Request)]
    public void Asks_after_some_stanzas_or_some_time_and_not_while_it_waits(string events, params object[] expected)
    {
        var requests = new AckRequests(requestAfterStanzas: 3);

        var steps = events.Select(e => e switch
        {
            's' => requests.Sent(),
            't' => requests.TimerElapsed(),
            'R' => requests.Resumed(1),
            _ => requests.Answered(e - '0'),
        }).ToList();

        Assert.Equal(expected.Cast<AckRequestStep>(), steps);
    }
}
