-- Events and snapshots of persistent actors, as Akka.Persistence.Sql keeps them by default; created: ticks of .NET, UTC.
CREATE TABLE journal (
    ordering INTEGER PRIMARY KEY AUTOINCREMENT,
    created INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    persistence_id TEXT NOT NULL,
    sequence_number INTEGER NOT NULL,
    message BLOB NOT NULL,
    manifest TEXT,
    identifier INTEGER,
    writer_uuid TEXT
) STRICT;

CREATE UNIQUE INDEX journal_by_number ON journal (persistence_id, sequence_number);

CREATE TABLE tags (
    ordering_id INTEGER NOT NULL,
    tag TEXT NOT NULL,
    sequence_nr INTEGER NOT NULL,
    persistence_id TEXT NOT NULL,
    PRIMARY KEY (ordering_id, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot (
    persistence_id TEXT NOT NULL,
    sequence_number INTEGER NOT NULL,
    created INTEGER NOT NULL,
    snapshot BLOB NOT NULL,
    manifest TEXT,
    serializer_id INTEGER,
    PRIMARY KEY (persistence_id, sequence_number)
) STRICT;

-- Who alone may write, and the highest number that was ever used; not part of that layout.
CREATE TABLE journal_epoch (
    persistence_id TEXT NOT NULL PRIMARY KEY,
    epoch INTEGER NOT NULL,
    writer_uuid TEXT NOT NULL,
    sequence_number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
