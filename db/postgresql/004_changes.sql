-- Which request, or which firing of a timer, made each version of each asset. Place is the index among the height's results; below 0 it was time, before the requests, and timer tells which.
-- A row without an asset says that an older program applied everything up to its height and kept nothing of this.
CREATE TABLE changes (
    asset   TEXT   COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    height  BIGINT NOT NULL,
    place   BIGINT NOT NULL,
    timer   BYTEA  NOT NULL,
    PRIMARY KEY (asset, version)
);
CREATE INDEX changes_by_height ON changes (height);
