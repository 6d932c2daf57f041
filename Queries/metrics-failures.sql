-- How much failed, by cause and side, for metrics?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
-- Columns:
--   cause     text     the cause
--   side      text     ours, theirs, both or unknown: where it is to be repaired
--   failures  integer  deliveries that failed
SELECT
  coalesce(cause, 'unknown') AS cause, coalesce(side, 'unknown') AS side,
  sum(failures) AS failures
FROM v1_domain_day
WHERE failures > 0
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY 1, 2
ORDER BY 1, 2
