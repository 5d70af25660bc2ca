using System.Net;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Sasl;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams;

/// <summary>What this room tells an operator: addresses and conditions, never credentials and never what a stanza
/// says.</summary>
internal static class Log
{
    /// <summary>One line for each failed login, with all that a tool needs that bars addresses.</summary>
    public static void LoginFailed(
        this ILoggingAdapter log, BareJid account, IPAddress address, SaslFailureCondition condition) =>
        log.Info("login as {0} from {1} failed: {2}", account, address, condition.ElementName());

    public static void LoginRefused(this ILoggingAdapter log, BareJid? account, IPAddress address) =>
        log.Warning("login as {0} from {1} refused unseen: too many failed before it", account, address);

    public static void LoginSucceeded(this ILoggingAdapter log, BareJid account, IPAddress address, string mechanism) =>
        log.Debug("login as {0} from {1} by {2}", account, address, mechanism);

    public static void CredentialsUnavailable(this ILoggingAdapter log, Exception cause, BareJid account) =>
        log.Error(cause, "login as {0} failed: its credentials could not be read", account);

    public static void StreamRefused(this ILoggingAdapter log, ConnectionInfo connection, StreamError error) =>
        log.Debug("stream from {0} refused: {1} {2}", connection.RemoteEndPoint, error.Condition, error.Text);

    public static void ResourceBound(this ILoggingAdapter log, FullJid address, ConnectionInfo connection) =>
        log.Debug("{0} bound, from {1}", address, connection.RemoteEndPoint);

    public static void SessionDetached(this ILoggingAdapter log, FullJid address, TimeSpan resumeTimeout) =>
        log.Debug("{0} has lost its connection and may be resumed for {1}", address, resumeTimeout);

    public static void SessionResumed(this ILoggingAdapter log, FullJid address, int replayed) =>
        log.Debug("{0} resumed, {1} stanzas sent again", address, replayed);

    public static void SessionEnded(this ILoggingAdapter log, FullJid address, string reason) =>
        log.Debug("{0} ended: {1}", address, reason);

    public static void StanzaNeverSettled(this ILoggingAdapter log, Jid reader) =>
        log.Warning("a stanza from {0} was settled by nobody for a minute, and is given up: it may be lost", reader);
}
