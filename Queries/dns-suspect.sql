-- How many domains were not found at the time and are healthy now, so that our own resolver may have failed?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
-- Columns:
--   day       text     the day of the failures
--   domain    text?    a domain that was not found, or whose servers could not be asked for
--   failures  integer  its failures on that day
SELECT day, domain, count(*) AS failures
FROM v1_failure_dns
WHERE effect = 'healthy-now' AND reason IN ('domain-not-found', 'dns-failure') AND day IS NOT NULL
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY day, domain
ORDER BY day, domain
