-- How many deliveries to one domain failed on each day, by reason?
--
-- Parameters:
--   :domain = ?  the destination domain
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
-- Columns:
--   day       text     the day, in the database's time zone
--   reason    reason?  the reason
--   failures  integer  deliveries that failed
SELECT day, coalesce(reason, 'no-diagnosis') AS reason, sum(failures) AS failures
FROM v1_domain_day
WHERE kind IN ('failed', 'suppressed') AND day IS NOT NULL AND domain = :domain
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY 1, 2
ORDER BY 1, 2
