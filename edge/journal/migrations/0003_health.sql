-- How often something was refused or dropped, by UTC day. Sums only, of nobody in particular.
CREATE TABLE drops (
  site TEXT NOT NULL,
  day TEXT NOT NULL,
  reason TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (site, day, reason)
) WITHOUT ROWID;

-- A replay gives up on a row after some attempts.
ALTER TABLE failed_events ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
CREATE INDEX failed_events_visitor ON failed_events (site, visitor);
