-- Everything that a transaction of the register flush moves together with applied.height.
CREATE TABLE applied (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    height INTEGER NOT NULL
);
INSERT INTO applied (id, height) VALUES (1, 0);

CREATE TABLE heights (
    height       INTEGER PRIMARY KEY,
    block        BLOB    NOT NULL REFERENCES blocks (hash),
    epoch        INTEGER NOT NULL,
    view         INTEGER NOT NULL,
    time_ms      INTEGER NOT NULL,
    state_root   BLOB    NOT NULL,
    results_root BLOB    NOT NULL,
    result_count INTEGER NOT NULL,
    trie_root    BLOB    NOT NULL,
    history_root BLOB    NOT NULL,
    results      BLOB    NOT NULL
);
CREATE INDEX heights_by_time ON heights (time_ms);

-- Request id -> place. Only the first 64 bits of the id: rows stay small, and the results of the height hold the whole id.
CREATE TABLE executed (
    prefix INTEGER NOT NULL,
    height INTEGER NOT NULL,
    place  INTEGER NOT NULL,
    PRIMARY KEY (prefix, height, place)
) WITHOUT ROWID;

CREATE TABLE registers (
    kind    INTEGER NOT NULL,
    id      TEXT    NOT NULL,
    version INTEGER NOT NULL,
    bytes   BLOB    NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;

-- May name heights that are not applied yet: others can be ahead.
CREATE TABLE attestations (
    height      INTEGER NOT NULL,
    signer      INTEGER NOT NULL,
    attestation BLOB    NOT NULL,
    PRIMARY KEY (height, signer)
) WITHOUT ROWID;

CREATE TABLE evidence (
    number   INTEGER PRIMARY KEY,
    hash     BLOB    NOT NULL UNIQUE,
    accused  INTEGER NOT NULL,
    evidence BLOB    NOT NULL
);
