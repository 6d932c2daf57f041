-- How much failed since a day, of how much, and since when are there numbers?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
-- Columns:
--   failures         integer  deliveries that failed
--   unknown          integer  those whose cause is not known
--   sent             integer  deliveries that message traces show; 0 without traces
--   traced_failures  integer  failures among those
--   first_day        text?    the first day that the database has; days before 1990 don't count
SELECT
  coalesce(sum(failures), 0) AS failures,
  coalesce(sum(CASE WHEN cause = 'unknown' THEN failures END), 0) AS unknown,
  coalesce(sum(sent), 0) AS sent,
  coalesce(sum(traced_failures), 0) AS traced_failures,
  (SELECT min(day) FROM v1_domain_day WHERE day >= '1990-01-01') AS first_day
FROM v1_domain_day
WHERE (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
