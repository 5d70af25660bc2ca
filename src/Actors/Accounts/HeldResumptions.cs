using XmppActors.Actors.Streams.Sessions;

namespace XmppActors.Actors.Accounts;

/// <summary>Requests for sessions that the account does not know at present, and that may be about to go on in other streams: of each session the newest
/// that its client has made.</summary>
internal sealed class HeldResumptions
{
    private readonly List<Held> _held = new(1);

    /// <param name="now">By any clock that goes steadily.</param>
    /// <returns>Whether it is the first for its session.</returns>
    public bool Hold(ResumeStream request, TimeSpan now)
    {
        var askedAt = now - request.Waited;
        if (_held.Find(held => held.Request.Id.Value == request.Id.Value) is { } known)
        {
            if (askedAt > known.AskedAt) (known.Request, known.AskedAt) = (request, askedAt);
            return false;
        }

        _held.Add(new Held { Request = request, AskedAt = askedAt, Since = now });
        return true;
    }

    /// <summary>How long a session has been asked for; null: it is not, or not any more.</summary>
    public TimeSpan? Age(string id, TimeSpan now) => _held.Find(held => held.Request.Id.Value == id) is { } held ? now - held.Since : null;

    /// <returns>The newest request for the session; null: nobody asks for it.</returns>
    public ResumeStream? Take(string id) => Take(held => held.Request.Id.Value == id);

    /// <returns>A request for the session that this resource may have; null: nobody asks.</returns>
    public ResumeStream? TakeFor(string resourcepart) => Take(held => held.Request.Id.Resourcepart == resourcepart);

    private ResumeStream? Take(Predicate<Held> isWanted)
    {
        var index = _held.FindIndex(isWanted);
        if (index < 0) return null;
        var request = _held[index].Request;
        _held.RemoveAt(index);
        return request;
    }

    private sealed class Held
    {
        public required ResumeStream Request { get; set; }

        public required TimeSpan AskedAt { get; set; }

        public required TimeSpan Since { get; init; }
    }
}
