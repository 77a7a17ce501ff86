-- The journal: one row a batch, never changed. See SCHEMA.md.
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  site TEXT NOT NULL,
  visitor TEXT NOT NULL,
  batch TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  digest TEXT NOT NULL,
  entry TEXT NOT NULL
);
CREATE UNIQUE INDEX journal_batch ON journal (site, visitor, batch);

-- Profile snapshots: a fold over the visitor's rows up to `seq`. Can be thrown away.
CREATE TABLE profiles (
  site TEXT NOT NULL,
  visitor TEXT NOT NULL,
  seq INTEGER NOT NULL,
  profile TEXT NOT NULL,
  PRIMARY KEY (site, visitor)
) WITHOUT ROWID;

-- How far each fold has read.
CREATE TABLE cursors (
  name TEXT NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL
) WITHOUT ROWID;

-- What could not be taken in as it was, set aside to be looked at.
CREATE TABLE failed_events (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL,
  visitor TEXT NOT NULL,
  batch TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  entry TEXT NOT NULL
);
