-- Lines of `retour scan` into PostgreSQL, any number of times:  psql -f postgresql.sql
CREATE TABLE IF NOT EXISTS event (event_id text PRIMARY KEY, line jsonb NOT NULL);
CREATE TEMPORARY TABLE incoming (line text);
\copy incoming FROM 'reports.ndjson' WITH (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')
INSERT INTO event
SELECT l ->> 'event_id', l
FROM (SELECT replace(line, '\u0000', ' ')::jsonb AS l FROM incoming) AS lines
ON CONFLICT DO NOTHING;
CREATE OR REPLACE VIEW failures AS
SELECT line ->> 'domain' AS domain, line ->> 'cause' AS cause, count(*) AS failures
FROM event WHERE line ->> 'kind' IN ('failed', 'suppressed') GROUP BY 1, 2;
