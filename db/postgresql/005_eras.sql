-- How each membership era passed to the next: the epoch that begins, the last height before it, whether the database was made in a later era (then 1), and the handover, whose second half is
-- filled in once a quorum of the new members attested it.
CREATE TABLE eras (
    epoch    BIGINT PRIMARY KEY,
    height   BIGINT NOT NULL,
    founding BIGINT NOT NULL,
    handover BYTEA  NOT NULL
);
