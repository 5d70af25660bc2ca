using System.Globalization;
using XmppActors.Actors.Routing;

namespace XmppActors.Conversations.Runner;

/// <summary>Knows when everything that was sent has had all its consequences, without a look at the clock.</summary>
/// <remarks>
/// Every participant asks its own account for something; the answer comes behind whatever the account did before, on
/// the stream behind whatever was delivered before. A round in which the server's counters moved by these questions
/// alone, with nothing on its way, is followed by nothing. While stanzas are held, a component may be about to say that it has read them: that
/// nothing comes is believed after more rounds.
/// </remarks>
internal sealed class Barrier(IConversationServer server, IEnumerable<Participant> participants)
{
    private const int MaxRounds = 1000;
    private const int QuietRounds = 2;
    private const int QuietRoundsWhileHeld = 20;
    private int _lastId;

    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        var quietRounds = 0;
        var before = server.Counts;
        for (var round = 0; quietRounds < (before.Held == 0 ? QuietRounds : QuietRoundsWhileHeld); round++)
        {
            if (round == MaxRounds)
                throw new InvalidOperationException($"no end is in sight: {server.Counts}");
            await server.IdleAsync(); // A stream's end is no stanza: no counter shows that it is still to be told of.
            var asked = await AskAllAsync(cancellationToken);
            var after = server.Counts;
            var isQuiet = after.Accepted - before.Accepted == asked && after.Originated - before.Originated == asked
                && after.Held == before.Held && Unaccounted(after) == 0;
            quietRounds = isQuiet ? quietRounds + 1 : 0;
            before = after;
        }
    }

    private static long Unaccounted(StanzaCounts counts) => counts.Accepted + counts.Originated
        - counts.Delivered - counts.Handled - counts.Bounced - counts.Stored - counts.Ignored - counts.Held;

    private async Task<int> AskAllAsync(CancellationToken cancellationToken)
    {
        var asked = 0;
        foreach (var participant in participants.Where(each => each is { IsBound: true, IsManaged: false }).ToList())
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"barrier-{++_lastId}");
            var question = $"<iq type='get' id='{id}'><ping xmlns='urn:xmpp:ping'/></iq>";
            await participant.SendAsync(question, isLogged: false);
            await participant.Inbox.TakeAsync(
                item => item is Received.Closed or Received.Disconnected
                    || (item is Received.Element { Value: var iq } && iq.Attribute("id")?.Value == id),
                cancellationToken);
            asked++;
        }
        return asked;
    }
}
