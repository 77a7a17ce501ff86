-- Logging out, unlinking and erasing search by person and by who presented a proof. Some databases
-- have these from an early 0002.
CREATE INDEX IF NOT EXISTS tokens_presented ON tokens (site, presented);
CREATE INDEX IF NOT EXISTS tokens_person ON tokens (site, person);
CREATE INDEX IF NOT EXISTS hints_hint ON hints (site, hint);
