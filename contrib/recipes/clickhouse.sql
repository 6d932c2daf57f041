-- Lines of `retour scan` into ClickHouse, any number of times (FINAL counts each event once):
CREATE TABLE IF NOT EXISTS event (
  event_id String, kind String, occurred_at Nullable(String), domain Nullable(String),
  recipient Nullable(String), cause Nullable(String), reason Nullable(String), side Nullable(String),
  diagnostic Nullable(String)) ENGINE = ReplacingMergeTree ORDER BY event_id;
INSERT INTO event
SELECT event_id, kind, occurred_at, domain, recipient, cause, reason, side, diagnostic
FROM file('reports.ndjson', 'JSONEachRow', 'event_id String, kind String, occurred_at Nullable(String),
  domain Nullable(String), recipient Nullable(String), cause Nullable(String), reason Nullable(String),
  side Nullable(String), diagnostic Nullable(String)')
SETTINGS input_format_skip_unknown_fields = 1;
