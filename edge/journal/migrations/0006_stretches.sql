-- Row numbers come in stretches of 256, each of one visitor: only its first row is in the index, for an index costs as
-- much as a row. Rows of before are a stretch each; what learns (its cursor is in KV) reads them once more. See SCHEMA.md.
CREATE TABLE journal_in_stretches (
  seq INTEGER PRIMARY KEY,
  site TEXT NOT NULL,
  visitor TEXT NOT NULL,
  batch TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  digest TEXT NOT NULL,
  entry TEXT NOT NULL
);
INSERT INTO journal_in_stretches SELECT seq * 256, site, visitor, batch, received_at, digest, entry FROM journal;
DROP TABLE journal;
ALTER TABLE journal_in_stretches RENAME TO journal;
CREATE INDEX journal_stretches ON journal (site, visitor) WHERE seq % 256 = 0;
CREATE VIEW stretches AS
  SELECT site, visitor, seq AS first, seq + 255 AS last FROM journal WHERE seq % 256 = 0;
UPDATE profiles SET seq = seq * 256;
UPDATE guests SET seq = seq * 256;
UPDATE cursors SET seq = seq * 256 WHERE name LIKE 'fold:%' OR name LIKE 'archive%';
