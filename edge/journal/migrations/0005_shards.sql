-- Several databases, should one not be enough: see SCALE.md. With one, all of these stay empty.

-- Which of the 1,024 buckets this database keeps. No row: the first database keeps all, any other none.
CREATE TABLE placement (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  -- Counts every change; whoever knows another era knows the buckets wrongly.
  era INTEGER NOT NULL,
  -- A bitmap as base64url: the buckets kept here.
  mine TEXT NOT NULL,
  -- While a move ends: until when (epoch ms) the buckets that leave take no writes.
  frozen_until INTEGER NOT NULL DEFAULT 0,
  -- What is being moved from here, as JSON.
  move TEXT
);

-- Nothing can be put in here: an insert from a wrong era undoes its whole transaction.
CREATE TABLE fence (
  era INTEGER CONSTRAINT bucket_moved CHECK (era < 0)
);

-- Profiles of a person's visitors that another database keeps, as that one last summed them up.
CREATE TABLE guests (
  site TEXT NOT NULL,
  visitor TEXT NOT NULL,
  person TEXT NOT NULL,
  seq INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  profile TEXT NOT NULL,
  PRIMARY KEY (site, visitor)
) WITHOUT ROWID;

-- What changed here since a move began; written by triggers that stand only while one runs.
CREATE TABLE changes (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  key TEXT NOT NULL,
  names TEXT NOT NULL
);
