-- COLLATE "C": compared and ordered by bytes, as addresses are.
CREATE TABLE account (
    address text COLLATE "C" PRIMARY KEY,
    domainpart text COLLATE "C" NOT NULL,
    localpart text COLLATE "C" NOT NULL,
    incarnation bigint NOT NULL,
    created_at timestamptz NOT NULL,
    scram_sha_1 text,
    scram_sha_256 text,
    scram_sha_512 text
);

CREATE INDEX account_by_domain ON account (domainpart, localpart);

CREATE TABLE last_logout (
    account text COLLATE "C" PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    at timestamptz NOT NULL,
    status text
);
