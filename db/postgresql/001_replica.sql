-- What db/sqlite/001 to 003 make, in one step. Texts compare by bytes, as everywhere in Scew.
CREATE TABLE identity (
    id       BIGINT PRIMARY KEY CHECK (id = 1),
    genesis  BYTEA  NOT NULL CHECK (length(genesis) = 32),
    member   BIGINT NOT NULL CHECK (member >= 0),
    store_id BYTEA  NOT NULL CHECK (length(store_id) = 16)
);

-- Where this database was made: another system identifier, timeline or database means that it was copied or restored.
CREATE TABLE host (
    id       BIGINT PRIMARY KEY CHECK (id = 1),
    system   TEXT   NOT NULL,
    timeline TEXT   NOT NULL,
    database BIGINT NOT NULL
);

-- The one row that every transaction of the writer reads first and writes last. Doubt: 0 none, 1 recovering, 2 restored, 3 system changed, 4 witness ahead. The tallies
-- are, per table, the number of rows and the sum of their hashes; the checksum covers the row and the identity.
CREATE TABLE lease (
    id         BIGINT PRIMARY KEY CHECK (id = 1),
    activation BYTEA,
    floor      BIGINT NOT NULL,
    lease      BIGINT NOT NULL,
    counter    BIGINT NOT NULL,
    doubt      BIGINT NOT NULL DEFAULT 0,
    applied    BIGINT NOT NULL DEFAULT 0,
    tallies    BYTEA  NOT NULL DEFAULT '',
    checksum   BYTEA  NOT NULL DEFAULT '',
    CHECK (lease >= floor)
) WITH (fillfactor = 10);
INSERT INTO lease (id, activation, floor, lease, counter) VALUES (1, NULL, 0, 0, 0);

-- Own votes. One per view and kind: a second one that says something else is refused.
CREATE TABLE votes (
    view   BIGINT NOT NULL,
    kind   BIGINT NOT NULL,
    height BIGINT NOT NULL,
    block  BYTEA  NOT NULL,
    vote   BYTEA  NOT NULL,
    PRIMARY KEY (view, kind)
);

CREATE TABLE certificates (
    view        BIGINT NOT NULL,
    kind        BIGINT NOT NULL,
    block       BYTEA  NOT NULL,
    height      BIGINT NOT NULL,
    certificate BYTEA  NOT NULL,
    PRIMARY KEY (view, kind, block)
);
-- Kind 3 is a finalization: the only one that is looked for by height.
CREATE INDEX finalizations ON certificates (height) WHERE kind = 3;

-- The wire bytes of a block's requests stand in one value beside it: counted, in the block's order. Ids and signatures do not compress: stored as they are.
CREATE TABLE blocks (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hash   BYTEA  NOT NULL UNIQUE,
    parent BYTEA  NOT NULL,
    height BIGINT NOT NULL,
    view   BIGINT NOT NULL,
    block  BYTEA  NOT NULL,
    bodies BYTEA  NOT NULL
);
ALTER TABLE blocks ALTER COLUMN block SET STORAGE EXTERNAL;
ALTER TABLE blocks ALTER COLUMN bodies SET STORAGE EXTERNAL;
CREATE INDEX blocks_by_height ON blocks (height, view);

CREATE TABLE heights (
    height       BIGINT PRIMARY KEY,
    block        BYTEA  NOT NULL,
    epoch        BIGINT NOT NULL,
    view         BIGINT NOT NULL,
    time_ms      BIGINT NOT NULL,
    state_root   BYTEA  NOT NULL,
    results_root BYTEA  NOT NULL,
    result_count BIGINT NOT NULL,
    trie_root    BYTEA  NOT NULL,
    history_root BYTEA  NOT NULL,
    results      BYTEA  NOT NULL
);
ALTER TABLE heights ALTER COLUMN results SET STORAGE EXTERNAL;
CREATE INDEX heights_by_time ON heights (time_ms);

-- Request id -> place. Only the first 64 bits of the id: rows stay small, and the results of the height hold the whole id.
CREATE TABLE executed (
    prefix BIGINT NOT NULL,
    height BIGINT NOT NULL,
    place  BIGINT NOT NULL,
    PRIMARY KEY (prefix, height, place)
);

CREATE TABLE registers (
    kind    BIGINT NOT NULL,
    id      TEXT   COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    bytes   BYTEA  NOT NULL,
    PRIMARY KEY (kind, id)
) WITH (fillfactor = 70);

-- May name heights that are not applied yet: others can be ahead.
CREATE TABLE attestations (
    height      BIGINT NOT NULL,
    signer      BIGINT NOT NULL,
    attestation BYTEA  NOT NULL,
    PRIMARY KEY (height, signer)
);

CREATE TABLE evidence (
    number   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hash     BYTEA  NOT NULL UNIQUE,
    accused  BIGINT NOT NULL,
    evidence BYTEA  NOT NULL
);

-- Where the chain begins after a state transfer or after pruning: at most one row. At or below this height blocks, heights and results may be missing.
CREATE TABLE base (
    height       BIGINT PRIMARY KEY,
    block        BYTEA  NOT NULL,
    epoch        BIGINT NOT NULL,
    view         BIGINT NOT NULL,
    time_ms      BIGINT NOT NULL,
    state_root   BYTEA  NOT NULL,
    results_root BYTEA  NOT NULL,
    result_count BIGINT NOT NULL,
    trie_root    BYTEA  NOT NULL,
    history_root BYTEA  NOT NULL,
    frontier     BYTEA  NOT NULL
);

-- Requests executed at or below the base that a copy could still bring back: their windows are open.
CREATE TABLE recent (
    id      BYTEA  PRIMARY KEY,
    time_ms BIGINT NOT NULL
);

-- Registers on their way in by state transfer; every opening empties it.
CREATE TABLE staged (
    kind    BIGINT NOT NULL,
    id      TEXT   COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    bytes   BYTEA  NOT NULL,
    PRIMARY KEY (kind, id)
);
