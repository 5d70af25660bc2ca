CREATE TABLE offline_stanza (
    account TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
    id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    stored_at TEXT NOT NULL,
    stanza BLOB NOT NULL,
    PRIMARY KEY (account, id)
) STRICT;
