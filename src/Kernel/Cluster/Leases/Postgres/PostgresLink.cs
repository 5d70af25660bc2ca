using Npgsql;

namespace XmppActors.Kernel.Cluster.Leases.Postgres;

/// <summary>The way to the database: every step bounded in time, every trouble a <see cref="LeaseStoreUnavailableException"/>.</summary>
internal sealed class PostgresLink : IAsyncDisposable
{
    /// <summary>So many calls of a node run at once; further ones wait, within their time.</summary>
    private const int PoolSize = 4;

    private readonly string _description;
    private readonly PostgresTimes _times;
    private readonly NpgsqlDataSource _pool;
    private readonly NpgsqlDataSource _single;
    private readonly Lock _gate = new();
    private PostgresSight _seen;
    private volatile bool _isSchemaThere;

    private PostgresLink(string description, PostgresTimes times, NpgsqlDataSource pool, NpgsqlDataSource single)
    {
        _description = description;
        _times = times;
        _pool = pool;
        _single = single;
    }

    /// <exception cref="FormatException">The URL cannot be used.</exception>
    internal static PostgresLink Create(string url, PostgresTimes times)
    {
        var options = PostgresLeaseUrl.Parse(url);
        var description = PostgresLeaseUrl.Describe(options);
        options.ApplicationName = "XmppActors cluster";
        options.Timeout = (int)Math.Ceiling(times.Answer.TotalSeconds);
        options.CommandTimeout = 0; // The token ends a call, and its connection at once: that is the -1.
        options.CancellationTimeout = -1;
        options.Enlist = false;
        options.NoResetOnClose = true; // A reset would take the settings below with it.
        options.HostRecheckSeconds = 1;
        options.MaxPoolSize = PoolSize;
        options.MinPoolSize = 0;
        options.MaxAutoPrepare = 16;
        options.AutoPrepareMinUsages = 2;
        var pool = Build(options);
        options.Pooling = false;
        return new PostgresLink(description, times, pool, Build(options));
    }

    /// <summary>How often a watch looks for changes of which it has not been told.</summary>
    internal TimeSpan LookInterval => _times.Look;

    /// <summary>A connection of the caller's own, for as long as it likes.</summary>
    internal Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation) => BoundAsync(token => OpenAsync(_single, token), cancellation);

    /// <summary>Calls a function on a connection of the pool; rows begin with generation, token and revision.</summary>
    internal Task<PostgresAnswer<T>> CallAsync<T>(
        string function, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellation) =>
        BoundAsync(
            async token =>
            {
                await using var connection = await OpenAsync(_pool, token);
                return await CallAsync(connection, function, parameters, read, token);
            },
            cancellation);

    internal Task<PostgresAnswer<T>> CallOnAsync<T>(
        NpgsqlConnection connection, string function, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation) =>
        BoundAsync(token => CallAsync(connection, function, parameters, read, token), cancellation);

    /// <param name="waits">How long the step waits for more than an answer.</param>
    /// <exception cref="LeaseStoreUnavailableException">The step failed, or took too long.</exception>
    internal async Task<T> BoundAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancellation, TimeSpan waits = default)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(_times.Answer + waits);
        try
        {
            return await step(bounded.Token);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (Exception late) when (bounded.IsCancellationRequested)
        {
            throw new LeaseStoreUnavailableException($"{_description} did not answer within {_times.Answer.TotalSeconds:0.#} s.", late);
        }
        catch (Exception trouble) when (trouble is NpgsqlException or TimeoutException or IOException or ObjectDisposedException)
        {
            // What is not there may have been put back without our schema.
            if (trouble is PostgresException { SqlState: PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedFunction })
                _isSchemaThere = false;
            throw new LeaseStoreUnavailableException(Sentence(trouble), trouble);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        await _single.DisposeAsync();
    }

    private async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var connection = await source.OpenConnectionAsync(cancellation);
        if (_isSchemaThere) return connection;
        try
        {
            await PostgresLeaseSchema.EnsureAsync(connection, cancellation);
            _isSchemaThere = true;
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<PostgresAnswer<T>> CallAsync<T>(
        NpgsqlConnection connection, string function, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation)
    {
        await using var command = Command(connection, function, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        var sight = default(PostgresSight);
        while (await reader.ReadAsync(cancellation))
        {
            sight = new PostgresSight(reader.GetInt64(0), reader.GetGuid(1), reader.GetInt64(2));
            rows.Add(read(reader));
        }

        await reader.NextResultAsync(cancellation); // Rows come before the commit; what follows them says that it was made.
        lock (_gate)
        {
            if (sight.IsNewerThan(_seen)) _seen = sight;
        }

        return new PostgresAnswer<T>(sight.Header, rows);
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string function, NpgsqlParameter[] parameters)
    {
        PostgresSight seen;
        lock (_gate) seen = _seen;
        var places = string.Join(", ", Enumerable.Range(1, 3 + parameters.Length).Select(place => $"${place}"));
#pragma warning disable CA2100 // The name is a constant of this room.
        var command = new NpgsqlCommand($"SELECT * FROM xmpp_cluster.{function}({places})", connection);
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = seen.Generation });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = seen.Token });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = seen.Revision });
        command.Parameters.AddRange(parameters);
        return command;
    }

    private string Sentence(Exception trouble) => trouble switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refusal =>
            $"{_description} does not allow what is needed ({refusal.MessageText}): make the user the owner of the database.",
        PostgresException refusal => $"{_description} refuses ({refusal.MessageText}).",
        _ => $"{_description} cannot be reached ({(trouble.InnerException ?? trouble).Message.TrimEnd('.')}).",
    };

    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder options)
    {
        if (!options.Host!.Contains(',', StringComparison.Ordinal)) return Builder(options.ConnectionString).Build();
        var any = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        any.Remove("Target Session Attributes");
        return Builder(any.ConnectionString).BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary);
    }

    /// <summary>Whatever the server's and the database's defaults are. What its caller has given up, the server gives up soon after.</summary>
    private static NpgsqlDataSourceBuilder Builder(string options)
    {
        const string settings =
            "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE; SET synchronous_commit = on; "
            + "SET lock_timeout = '1s'; SET statement_timeout = '2s'; SET idle_in_transaction_session_timeout = '2s'";
        var builder = new NpgsqlDataSourceBuilder(options);
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = new NpgsqlCommand(settings, connection);
                command.ExecuteNonQuery();
            },
            async connection =>
            {
                await using var command = new NpgsqlCommand(settings, connection);
                await command.ExecuteNonQueryAsync();
            });
        return builder;
    }
}

/// <param name="Rows">One at least.</param>
internal readonly record struct PostgresAnswer<T>(StoreHeader Header, IReadOnlyList<T> Rows);
