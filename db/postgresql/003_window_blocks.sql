-- Blocks of the last windows that were never executed here: a state transfer brought them, header and ids without bodies, and whoever takes over a state from here asks for them. They go
-- when blocks of their height would.
CREATE TABLE window_blocks (
    height  BIGINT PRIMARY KEY,
    hash    BYTEA  NOT NULL UNIQUE,
    time_ms BIGINT NOT NULL,
    block   BYTEA  NOT NULL
);
ALTER TABLE window_blocks ALTER COLUMN block SET STORAGE EXTERNAL;
