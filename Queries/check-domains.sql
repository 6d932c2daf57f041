-- How much failed at each domain since a day, and of how much?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
-- Columns:
--   domain           text     the destination domain
--   failures         integer  deliveries that failed
--   sent             integer  deliveries that message traces show; 0 without traces
--   traced_failures  integer  failures among those
SELECT domain, sum(failures) AS failures, sum(sent) AS sent,
  sum(traced_failures) AS traced_failures
FROM v1_domain_day
WHERE domain IS NOT NULL AND (:since IS NULL OR day >= :since)
  AND (:until IS NULL OR day < :until)
GROUP BY domain
HAVING sum(failures) > 0
ORDER BY failures DESC, domain
