-- What in the data is doubtful?
--
-- Columns:
--   check  text     what was counted
--   found  integer  how many
SELECT 'without-date' AS "check", coalesce(sum(failures), 0) AS found
FROM v1_domain_day WHERE day IS NULL
UNION ALL
SELECT 'after-last-run', coalesce(sum(failures), 0)
FROM v1_domain_day
WHERE day > (SELECT date(max(finished_at), '+1 day') FROM v1_run)
UNION ALL
SELECT 'before-1990', coalesce(sum(failures), 0) FROM v1_domain_day WHERE day < '1990-01-01'
UNION ALL
SELECT 'unfinished-runs', count(*) FROM v1_run WHERE finished_at IS NULL
UNION ALL
SELECT 'messages', coalesce(sum(messages), 0) FROM v1_source
UNION ALL
SELECT 'sources', count(*) FROM v1_source
UNION ALL
SELECT 'not-reports', coalesce(sum(not_reports), 0) FROM v1_source
UNION ALL
SELECT 'rejected', coalesce(sum(rejected), 0) FROM v1_source
UNION ALL
SELECT 'duplicates', coalesce(sum(duplicates), 0) FROM v1_source
