-- Beside the ids that a state transfer brings, `recent` holds those of requests with several signers from now on: a start then reads the results of the last minutes
-- and not of the last days. What an older program executed goes in with this migration, whole.
CREATE INDEX recent_by_time ON recent (time_ms);
