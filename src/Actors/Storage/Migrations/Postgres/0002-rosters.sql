CREATE TABLE roster (
    account text COLLATE "C" PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    version bigint NOT NULL,
    oldest_version bigint NOT NULL
);

-- A contact that is not listed is an inbound request alone, or the memory of a removed item.
CREATE TABLE roster_entry (
    account text COLLATE "C" NOT NULL REFERENCES roster ON DELETE CASCADE,
    contact text COLLATE "C" NOT NULL,
    listed boolean NOT NULL,
    version bigint NOT NULL,
    name text,
    groups text NOT NULL,
    subscription text NOT NULL CHECK (subscription IN ('none', 'to', 'from', 'both')),
    pending_out boolean NOT NULL,
    approved boolean NOT NULL,
    request bytea,
    request_at timestamptz,
    PRIMARY KEY (account, contact)
);

INSERT INTO roster (account, version, oldest_version)
SELECT address, version, version
FROM (SELECT address, CAST(extract(epoch FROM created_at) * 1000 AS bigint) AS version FROM account) AS created;
