-- Lines of `retour scan` into DuckDB, any number of times:  duckdb bounces.duckdb < duckdb.sql
CREATE TABLE IF NOT EXISTS event (
  event_id VARCHAR PRIMARY KEY, kind VARCHAR, occurred_at TIMESTAMPTZ, domain VARCHAR,
  recipient VARCHAR, cause VARCHAR, reason VARCHAR, side VARCHAR, diagnostic VARCHAR);
INSERT OR IGNORE INTO event
SELECT DISTINCT ON (event_id) event_id, kind, occurred_at, domain, recipient, cause, reason, side, diagnostic
FROM read_json('reports.ndjson', format = 'newline_delimited', maximum_object_size = 1048576, columns = {
  event_id: 'VARCHAR', kind: 'VARCHAR', occurred_at: 'TIMESTAMPTZ', domain: 'VARCHAR', recipient: 'VARCHAR',
  cause: 'VARCHAR', reason: 'VARCHAR', side: 'VARCHAR', diagnostic: 'VARCHAR'});
