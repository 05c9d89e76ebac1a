-- Which request, or which firing of a timer, made each version of each asset. Place is the index among the height's results; below 0 it was time, before the requests, and timer tells which.
-- A row without an asset says that an older program applied everything up to its height and kept nothing of this.
CREATE TABLE changes (
    asset   TEXT    NOT NULL,
    version INTEGER NOT NULL,
    height  INTEGER NOT NULL,
    place   INTEGER NOT NULL,
    timer   BLOB    NOT NULL,
    PRIMARY KEY (asset, version)
) WITHOUT ROWID;
CREATE INDEX changes_by_height ON changes (height);
