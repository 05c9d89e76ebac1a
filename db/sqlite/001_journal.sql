-- Who this database belongs to; written once, by init.
CREATE TABLE identity (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    genesis  BLOB    NOT NULL CHECK (length(genesis) = 32),
    member   INTEGER NOT NULL CHECK (member >= 0),
    store_id BLOB    NOT NULL CHECK (length(store_id) = 16)
);

-- The activation that may write. Below the floor that it found, it never acts; the counter rises with every safety write.
CREATE TABLE lease (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    activation BLOB,
    floor      INTEGER NOT NULL,
    lease      INTEGER NOT NULL,
    counter    INTEGER NOT NULL,
    CHECK (lease >= floor)
);
INSERT INTO lease (id, activation, floor, lease, counter) VALUES (1, NULL, 0, 0, 0);

-- Own votes. One per view and kind: a second one that says something else is refused.
CREATE TABLE votes (
    view   INTEGER NOT NULL,
    kind   INTEGER NOT NULL,
    height INTEGER NOT NULL,
    block  BLOB    NOT NULL,
    vote   BLOB    NOT NULL,
    PRIMARY KEY (view, kind)
) WITHOUT ROWID;

CREATE TABLE certificates (
    view        INTEGER NOT NULL,
    kind        INTEGER NOT NULL,
    block       BLOB    NOT NULL,
    height      INTEGER NOT NULL,
    certificate BLOB    NOT NULL,
    PRIMARY KEY (view, kind, block)
) WITHOUT ROWID;
-- Kind 3 is a finalization: the only one that is looked for by height.
CREATE INDEX finalizations ON certificates (height) WHERE kind = 3;

-- The wire bytes of a block's requests stand in one blob beside it: counted, in the block's order.
CREATE TABLE blocks (
    number INTEGER PRIMARY KEY,
    hash   BLOB    NOT NULL UNIQUE,
    parent BLOB    NOT NULL,
    height INTEGER NOT NULL,
    view   INTEGER NOT NULL,
    block  BLOB    NOT NULL,
    bodies BLOB    NOT NULL
);
CREATE INDEX blocks_by_height ON blocks (height, view);
