CREATE TABLE offline_stanza (
    account text COLLATE "C" NOT NULL REFERENCES account ON DELETE CASCADE,
    id bigint NOT NULL,
    position bigint NOT NULL,
    stored_at timestamptz NOT NULL,
    stanza bytea NOT NULL,
    PRIMARY KEY (account, id)
);
