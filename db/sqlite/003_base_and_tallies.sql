-- The lease row becomes the one row that every transaction reads first and writes last. Doubt: 0 none, 1 recovering, 2 restored, 3 system changed, 4 witness ahead. The
-- tallies are, per table, the number of rows and the sum of their hashes; the checksum covers the row and the identity.
ALTER TABLE lease ADD COLUMN doubt INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lease ADD COLUMN applied INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lease ADD COLUMN tallies BLOB NOT NULL DEFAULT x'';
ALTER TABLE lease ADD COLUMN checksum BLOB NOT NULL DEFAULT x'';
UPDATE lease SET applied = (SELECT height FROM applied WHERE id = 1);
DROP TABLE applied;

-- Where the chain begins after a state transfer or after pruning: at most one row. At or below this height blocks, heights and results may be missing.
CREATE TABLE base (
    height       INTEGER PRIMARY KEY,
    block        BLOB    NOT NULL,
    epoch        INTEGER NOT NULL,
    view         INTEGER NOT NULL,
    time_ms      INTEGER NOT NULL,
    state_root   BLOB    NOT NULL,
    results_root BLOB    NOT NULL,
    result_count INTEGER NOT NULL,
    trie_root    BLOB    NOT NULL,
    history_root BLOB    NOT NULL,
    frontier     BLOB    NOT NULL
);

-- Requests executed at or below the base that a copy could still bring back: their windows are open.
CREATE TABLE recent (
    id      BLOB    PRIMARY KEY,
    time_ms INTEGER NOT NULL
) WITHOUT ROWID;

-- Registers on their way in by state transfer; every opening empties it.
CREATE TABLE staged (
    kind    INTEGER NOT NULL,
    id      TEXT    NOT NULL,
    version INTEGER NOT NULL,
    bytes   BLOB    NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;

-- Without the reference to blocks: pruning would search all heights for every block that it removes.
CREATE TABLE heights_new (
    height       INTEGER PRIMARY KEY,
    block        BLOB    NOT NULL,
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
INSERT INTO heights_new SELECT * FROM heights;
DROP TABLE heights;
ALTER TABLE heights_new RENAME TO heights;
CREATE INDEX heights_by_time ON heights (time_ms);
