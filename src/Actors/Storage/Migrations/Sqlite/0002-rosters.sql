CREATE TABLE roster (
    account TEXT NOT NULL PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    version INTEGER NOT NULL,
    oldest_version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A contact that is not listed is an inbound request alone, or the memory of a removed item.
CREATE TABLE roster_entry (
    account TEXT NOT NULL REFERENCES roster ON DELETE CASCADE,
    contact TEXT NOT NULL,
    listed INTEGER NOT NULL,
    version INTEGER NOT NULL,
    name TEXT,
    groups TEXT NOT NULL,
    subscription TEXT NOT NULL CHECK (subscription IN ('none', 'to', 'from', 'both')),
    pending_out INTEGER NOT NULL,
    approved INTEGER NOT NULL,
    request BLOB,
    request_at TEXT,
    PRIMARY KEY (account, contact)
) STRICT, WITHOUT ROWID;

INSERT INTO roster (account, version, oldest_version)
SELECT address, version, version
FROM (SELECT address, CAST(round(unixepoch(created_at, 'subsec') * 1000) AS INTEGER) AS version FROM account) AS created;
