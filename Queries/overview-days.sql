-- How many deliveries failed on each day, by reason?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
-- Columns:
--   day       the day, in the database's time zone
--   reason    the reason
--   failures  deliveries that failed
SELECT day, coalesce(reason, 'no-diagnosis') AS reason, sum(failures) AS failures
FROM v1_domain_day
WHERE kind IN ('failed', 'suppressed') AND day IS NOT NULL
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY 1, 2
ORDER BY 1, 2
