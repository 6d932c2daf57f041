-- What are the parts of which totals, domains, causes and changes of a period are made?
--
-- One walk over the days instead of one for each of them; the other questions named overview-...
-- give the same numbers one by one.
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :before = NULL  the first day of the period before, to compare with; NULL: none
-- Columns:
--   domain     text?     the destination domain
--   reason     reason?   the reason
--   side       side?     ours, theirs, both or unknown: where it is to be repaired
--   expired    integer?  1 if given up after retries
--   failures   integer   deliveries that failed
--   before     integer   the same in the period before
--   recent     integer   those of the last seven days of the period
--   first_day  text?     the first day with such a failure in the period
--   last_day   text?     the last
--   known_day  text?     the first day with such a failure in both periods
SELECT
  domain, reason, side, expired,
  sum(CASE WHEN (:since IS NULL OR day >= :since) THEN failures ELSE 0 END) AS failures,
  sum(CASE WHEN (:since IS NULL OR day >= :since) THEN 0 ELSE failures END) AS before,
  sum(CASE WHEN day >= date(:until, '-7 days') THEN failures ELSE 0 END) AS recent,
  min(CASE WHEN (:since IS NULL OR day >= :since) THEN day END) AS first_day,
  max(CASE WHEN (:since IS NULL OR day >= :since) THEN day END) AS last_day,
  min(day) AS known_day
FROM v1_domain_day
WHERE kind IN ('failed', 'suppressed')
  AND (:until IS NULL OR day < :until)
  AND (:since IS NULL OR day >= coalesce(:before, :since))
GROUP BY domain, reason, side, expired
