-- The lease store's first schema. Never changed once released: later ones add to it, and nodes of both run side by side.
-- Every function is one call and one transaction, so that no node can fall asleep while it holds the lock.

CREATE SCHEMA xmpp_cluster;

CREATE TABLE xmpp_cluster.version (number int NOT NULL);
INSERT INTO xmpp_cluster.version VALUES (1);

-- One row, locked by whoever writes: that makes the order of the revisions.
CREATE TABLE xmpp_cluster.head (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    generation bigint NOT NULL,
    token uuid NOT NULL,            -- Tells two generations apart that happen to have the same number.
    origin text NOT NULL,           -- Where the generation began: server, table, timeline.
    started timestamptz NOT NULL,   -- Which run of the server.
    revision bigint NOT NULL,
    history_start bigint NOT NULL,  -- Changes after this revision are all in xmpp_cluster.change.
    last_lease bigint NOT NULL
) WITH (fillfactor = 10);

CREATE TABLE xmpp_cluster.lease (
    id bigint PRIMARY KEY,
    ttl interval NOT NULL,
    ends_at timestamptz NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE xmpp_cluster.entry (
    key text COLLATE "C" PRIMARY KEY,
    value text NOT NULL,
    create_revision bigint NOT NULL,
    mod_revision bigint NOT NULL,
    version bigint NOT NULL,
    lease bigint NOT NULL           -- Zero: none.
) WITH (fillfactor = 50);

CREATE TABLE xmpp_cluster.change (
    revision bigint NOT NULL,
    key text COLLATE "C" NOT NULL,
    value text,                     -- Null: deleted.
    create_revision bigint,
    version bigint,
    lease bigint,
    PRIMARY KEY (revision, key)
);

CREATE TYPE xmpp_cluster.answer AS (generation bigint, token uuid, revision bigint, lease bigint, is_done boolean);

-- Another one after a promotion (timeline), in a copy of the database (table) or on another server.
CREATE FUNCTION xmpp_cluster.origin_now() RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT (SELECT system_identifier FROM pg_control_system()) || '/' || 'xmpp_cluster.head'::regclass::oid
        || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
$$;

-- Whether this is another life of the store than the row says, or than a caller has seen.
CREATE FUNCTION xmpp_cluster.is_another(
    head xmpp_cluster.head, seen_generation bigint, seen_token uuid, seen_revision bigint)
RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT head.origin <> xmpp_cluster.origin_now()
        OR head.generation < seen_generation
        OR head.generation = seen_generation AND (head.token <> seen_token OR head.revision < seen_revision)
$$;

CREATE FUNCTION xmpp_cluster.end_lease(ended bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    next bigint := (SELECT revision + 1 FROM xmpp_cluster.head);
BEGIN
    DELETE FROM xmpp_cluster.lease WHERE id = ended;
    IF NOT FOUND THEN
        RETURN false;
    END IF;

    WITH deleted AS (DELETE FROM xmpp_cluster.entry WHERE lease = ended RETURNING key)
    INSERT INTO xmpp_cluster.change (revision, key) SELECT next, key FROM deleted;
    IF FOUND THEN
        UPDATE xmpp_cluster.head SET revision = next;
        PERFORM pg_notify('xmpp_cluster', '');
    END IF;

    RETURN true;
END
$$;

-- Every writer's first step: takes the lock, sees whether the store lives on as it was, ends the leases whose time has come.
CREATE FUNCTION xmpp_cluster.enter(seen_generation bigint, seen_token uuid, seen_revision bigint)
RETURNS xmpp_cluster.head LANGUAGE plpgsql AS $$
DECLARE
    head xmpp_cluster.head;
    due bigint;
BEGIN
    PERFORM set_config('synchronous_commit', 'on', true);
    SELECT * INTO STRICT head FROM xmpp_cluster.head FOR UPDATE;
    IF xmpp_cluster.is_another(head, seen_generation, seen_token, seen_revision) THEN
        DELETE FROM xmpp_cluster.change;
        UPDATE xmpp_cluster.head SET
            generation = greatest(generation, seen_generation) + 1,
            token = gen_random_uuid(),
            origin = xmpp_cluster.origin_now(),
            history_start = revision,
            last_lease = 0;
        PERFORM pg_notify('xmpp_cluster', '');
    END IF;

    -- While the server was away nobody could keep a lease alive: all begin anew.
    IF head.started <> pg_postmaster_start_time() THEN
        UPDATE xmpp_cluster.lease SET ends_at = clock_timestamp() + ttl;
        UPDATE xmpp_cluster.head SET started = pg_postmaster_start_time();
    END IF;

    FOR due IN SELECT id FROM xmpp_cluster.lease WHERE ends_at <= clock_timestamp() ORDER BY ends_at, id LOOP
        PERFORM xmpp_cluster.end_lease(due);
    END LOOP;
    SELECT * INTO STRICT head FROM xmpp_cluster.head;
    RETURN head;
END
$$;

-- Every reader's first step: writes only if there is something that nobody has done yet.
CREATE FUNCTION xmpp_cluster.look(seen_generation bigint, seen_token uuid, seen_revision bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM xmpp_cluster.lease WHERE ends_at <= clock_timestamp())
        OR (SELECT started <> pg_postmaster_start_time()
                OR xmpp_cluster.is_another(head, seen_generation, seen_token, seen_revision)
            FROM xmpp_cluster.head)
    THEN
        PERFORM xmpp_cluster.enter(seen_generation, seen_token, seen_revision);
    END IF;
END
$$;

CREATE FUNCTION xmpp_cluster.grant_lease(seen_generation bigint, seen_token uuid, seen_revision bigint, ttl interval)
RETURNS xmpp_cluster.answer LANGUAGE plpgsql AS $$
DECLARE
    head xmpp_cluster.head := xmpp_cluster.enter(seen_generation, seen_token, seen_revision);
    -- With the generation: never used again, not even after a fail-over that forgot it.
    granted bigint := (head.generation << 32) + head.last_lease + 1;
BEGIN
    UPDATE xmpp_cluster.head SET last_lease = last_lease + 1;
    INSERT INTO xmpp_cluster.lease VALUES (granted, ttl, clock_timestamp() + ttl);
    RETURN (head.generation, head.token, head.revision, granted, true);
END
$$;

CREATE FUNCTION xmpp_cluster.keep_alive(seen_generation bigint, seen_token uuid, seen_revision bigint, kept bigint)
RETURNS xmpp_cluster.answer LANGUAGE plpgsql AS $$
DECLARE
    head xmpp_cluster.head := xmpp_cluster.enter(seen_generation, seen_token, seen_revision);
BEGIN
    UPDATE xmpp_cluster.lease SET ends_at = clock_timestamp() + ttl WHERE id = kept;
    RETURN (head.generation, head.token, head.revision, kept, FOUND);
END
$$;

CREATE FUNCTION xmpp_cluster.revoke_lease(seen_generation bigint, seen_token uuid, seen_revision bigint, revoked bigint)
RETURNS xmpp_cluster.answer LANGUAGE plpgsql AS $$
DECLARE
    head xmpp_cluster.head := xmpp_cluster.enter(seen_generation, seen_token, seen_revision);
    was_there boolean := xmpp_cluster.end_lease(revoked);
BEGIN
    SELECT * INTO STRICT head FROM xmpp_cluster.head;
    RETURN (head.generation, head.token, head.revision, revoked, was_there);
END
$$;

CREATE FUNCTION xmpp_cluster.commit_writes(
    seen_generation bigint, seen_token uuid, seen_revision bigint,
    wanted_generation bigint,
    compared text[], compared_revisions bigint[],
    written text[], written_values text[], written_leases bigint[])
RETURNS xmpp_cluster.answer LANGUAGE plpgsql AS $$
DECLARE
    head xmpp_cluster.head := xmpp_cluster.enter(seen_generation, seen_token, seen_revision);
    next bigint := head.revision + 1;
BEGIN
    IF head.generation <> wanted_generation
        OR EXISTS (
            SELECT FROM unnest(compared, compared_revisions) AS c (key, revision)
            LEFT JOIN xmpp_cluster.entry e ON e.key = c.key COLLATE "C"
            WHERE coalesce(e.mod_revision, 0) <> c.revision)
        OR EXISTS (
            SELECT FROM unnest(written_leases) AS w (lease)
            WHERE w.lease <> 0 AND NOT EXISTS (SELECT FROM xmpp_cluster.lease l WHERE l.id = w.lease))
    THEN
        RETURN (head.generation, head.token, head.revision, 0::bigint, false);
    END IF;

    IF cardinality(written) > 0 THEN
        WITH deleted AS (
            DELETE FROM xmpp_cluster.entry
            USING unnest(written, written_values) AS w (key, value)
            WHERE entry.key = w.key COLLATE "C" AND w.value IS NULL
            RETURNING entry.key)
        INSERT INTO xmpp_cluster.change (revision, key) SELECT next, key FROM deleted;

        WITH put AS (
            INSERT INTO xmpp_cluster.entry AS e (key, value, create_revision, mod_revision, version, lease)
            SELECT w.key, w.value, next, next, 1, w.lease
            FROM unnest(written, written_values, written_leases) AS w (key, value, lease)
            WHERE w.value IS NOT NULL
            ON CONFLICT (key) DO UPDATE SET
                value = excluded.value, mod_revision = next, version = e.version + 1, lease = excluded.lease
            RETURNING e.*)
        INSERT INTO xmpp_cluster.change (revision, key, value, create_revision, version, lease)
        SELECT next, key, value, create_revision, version, lease FROM put;

        UPDATE xmpp_cluster.head SET revision = next;
        PERFORM pg_notify('xmpp_cluster', '');
        IF next % 256 = 0 THEN
            DELETE FROM xmpp_cluster.change WHERE revision <= next - 2048;
            UPDATE xmpp_cluster.head SET history_start = greatest(history_start, next - 2048);
        END IF;
    ELSE
        next := head.revision;
    END IF;

    RETURN (head.generation, head.token, next, 0::bigint, true);
END
$$;

-- One row at least, for the header; key is null where there is no entry.
CREATE FUNCTION xmpp_cluster.range(seen_generation bigint, seen_token uuid, seen_revision bigint, prefix text)
RETURNS TABLE (
    generation bigint, token uuid, revision bigint,
    key text, value text, create_revision bigint, mod_revision bigint, version bigint, lease bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM xmpp_cluster.look(seen_generation, seen_token, seen_revision);
    RETURN QUERY
        SELECT h.generation, h.token, h.revision,
            e.key::text, e.value, e.create_revision, e.mod_revision, e.version, e.lease
        FROM xmpp_cluster.head h LEFT JOIN xmpp_cluster.entry e ON starts_with(e.key, prefix)
        ORDER BY e.key COLLATE "C";
END
$$;

CREATE FUNCTION xmpp_cluster.changes(
    seen_generation bigint, seen_token uuid, seen_revision bigint, prefix text, after_revision bigint)
RETURNS TABLE (
    generation bigint, token uuid, revision bigint, history_start bigint,
    mod_revision bigint, key text, value text, create_revision bigint, version bigint, lease bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM xmpp_cluster.look(seen_generation, seen_token, seen_revision);
    RETURN QUERY
        SELECT h.generation, h.token, h.revision, h.history_start,
            c.revision, c.key::text, c.value, c.create_revision, c.version, c.lease
        FROM xmpp_cluster.head h
            LEFT JOIN xmpp_cluster.change c ON c.revision > after_revision AND starts_with(c.key, prefix)
        ORDER BY c.revision, c.key COLLATE "C";
END
$$;

INSERT INTO xmpp_cluster.head (generation, token, origin, started, revision, history_start, last_lease)
VALUES (
    ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint,
    gen_random_uuid(), xmpp_cluster.origin_now(), pg_postmaster_start_time(), 0, 0, 0);
