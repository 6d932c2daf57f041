-- How much failed since a day, of how much, and since when are there numbers?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
-- Columns:
--   failures         deliveries that failed
--   unknown          those whose cause is not known
--   sent             deliveries that message traces show; 0 without traces
--   traced_failures  failures among those
--   first_day        the first day that the database has
SELECT
  coalesce(sum(failures), 0) AS failures,
  coalesce(sum(CASE WHEN cause = 'unknown' THEN failures END), 0) AS unknown,
  coalesce(sum(sent), 0) AS sent,
  coalesce(sum(traced_failures), 0) AS traced_failures,
  (SELECT min(day) FROM v1_domain_day) AS first_day
FROM v1_domain_day
WHERE :since IS NULL OR day >= :since
