using XmppActors.Kernel.Cluster.Leases.Etcd;
using XmppActors.Kernel.Cluster.Leases.Postgres;

namespace XmppActors.Kernel.Cluster.Leases;

/// <summary>Opens the store that a configuration names.</summary>
internal static class LeaseStores
{
    internal const string Local = "local";

    /// <param name="text"><c>local</c>, for a cluster of this process only; <c>postgres://…</c>; <c>etcd:http://…</c>.</param>
    /// <exception cref="FormatException">It names no store; the message says why, without a password.</exception>
    internal static ILeaseStore Open(string text, TimeProvider time)
    {
        if (text == Local) return new InProcessLeaseStore(time);
        if (PostgresLeaseUrl.IsOne(text)) return PostgresLeaseStore.Create(text);
        if (IsEtcd(text)) return EtcdLeaseStore.Create(text);
        throw new FormatException("The cluster's store is none: use local, postgres://USER:PASSWORD@HOST:PORT/DATABASE or etcd:http://HOST:PORT,….");
    }

    internal static async ValueTask CloseAsync(ILeaseStore store)
    {
        if (store is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync().ConfigureAwait(false);
        else (store as IDisposable)?.Dispose();
    }

    /// <summary>A store's text as it may be shown: without password.</summary>
    internal static string Describe(string text)
    {
        if (text is "" or Local) return text;
        try
        {
            if (PostgresLeaseUrl.IsOne(text)) return PostgresLeaseUrl.Describe(PostgresLeaseUrl.Parse(text));
            if (IsEtcd(text)) return EtcdAddress.Parse(text).ToString();
        }
        catch (FormatException)
        {
            return "a store that cannot be used"; // Whoever opens it says why.
        }

        return "a store of an unknown kind";
    }

    private static bool IsEtcd(string text) => text.StartsWith(EtcdAddress.Scheme, StringComparison.Ordinal);
}
