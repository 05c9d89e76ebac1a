-- Blocks of the last windows that were never executed here: a state transfer brought them, header and ids without bodies, and whoever takes over a state from here asks for them. They go
-- when blocks of their height would.
CREATE TABLE window_blocks (
    height  INTEGER PRIMARY KEY,
    hash    BLOB    NOT NULL UNIQUE,
    time_ms INTEGER NOT NULL,
    block   BLOB    NOT NULL
);
