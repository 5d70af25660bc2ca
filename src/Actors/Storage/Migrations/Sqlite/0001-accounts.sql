CREATE TABLE account (
    address TEXT NOT NULL PRIMARY KEY,
    domainpart TEXT NOT NULL,
    localpart TEXT NOT NULL,
    incarnation INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    scram_sha_1 TEXT,
    scram_sha_256 TEXT,
    scram_sha_512 TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX account_by_domain ON account (domainpart, localpart);

CREATE TABLE last_logout (
    account TEXT NOT NULL PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    at TEXT NOT NULL,
    status TEXT
) STRICT, WITHOUT ROWID;
