CREATE TABLE farm_secret (
    domain TEXT NOT NULL,
    id TEXT NOT NULL,
    added_at TEXT NOT NULL,
    key_id TEXT NOT NULL,
    encrypted BLOB NOT NULL,
    PRIMARY KEY (domain, id)
) STRICT, WITHOUT ROWID;
