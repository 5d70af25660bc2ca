CREATE TABLE farm_secret (
    domain text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    added_at timestamptz NOT NULL,
    key_id text NOT NULL,
    encrypted bytea NOT NULL,
    PRIMARY KEY (domain, id)
);
