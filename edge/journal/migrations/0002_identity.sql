-- Who is whom: a visitor belongs to at most one person, and only with proof. See SCHEMA.md.
CREATE TABLE links (
  site TEXT NOT NULL,
  visitor TEXT NOT NULL,
  person TEXT NOT NULL,
  linked_at INTEGER NOT NULL,
  proof TEXT NOT NULL,
  PRIMARY KEY (site, visitor)
) WITHOUT ROWID;
CREATE INDEX links_person ON links (site, person);

-- Every link and unlink, never changed but for taking names out of it on erasure.
CREATE TABLE ledger (
  seq INTEGER PRIMARY KEY,
  site TEXT NOT NULL,
  at INTEGER NOT NULL,
  act TEXT NOT NULL,
  person TEXT NOT NULL,
  visitor TEXT NOT NULL,
  proof TEXT NOT NULL
);
CREATE INDEX ledger_person ON ledger (site, person);
CREATE INDEX ledger_visitor ON ledger (site, visitor);

-- Proofs that were used, so that nobody uses one a second time elsewhere.
CREATE TABLE tokens (
  site TEXT NOT NULL,
  digest TEXT NOT NULL,
  presented TEXT NOT NULL,
  visitor TEXT NOT NULL,
  person TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  spent INTEGER NOT NULL,
  PRIMARY KEY (site, digest)
) WITHOUT ROWID;
CREATE INDEX tokens_visitor ON tokens (site, visitor);

-- Whom a device says it is, without proof: the latest word, shown to that device alone.
CREATE TABLE hints (
  site TEXT NOT NULL,
  visitor TEXT NOT NULL,
  hint TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (site, visitor)
) WITHOUT ROWID;

-- Consent receipts, append-only.
CREATE TABLE receipts (
  site TEXT NOT NULL,
  visitor TEXT NOT NULL,
  receipt TEXT NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (site, visitor, receipt)
) WITHOUT ROWID;
