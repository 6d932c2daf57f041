-- At which domains did a reason appear, vanish, or change most against the period before?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :before = NULL  the first day of the period before, to compare with; NULL: none
--   :limit = 60  how many lines
-- Columns:
--   domain      text?    the destination domain
--   reason      reason?  the reason
--   permanence  text?    hard, soft or unknown: whether the same message would fail again
--   failures    integer  deliveries that failed
--   before      integer  the same in the period before
--   first_day   text?    the first day with such a failure in both periods
SELECT
  domain, reason, permanence,
  sum(CASE WHEN (:since IS NULL OR day >= :since) THEN failures ELSE 0 END) AS failures,
  sum(CASE WHEN (:since IS NULL OR day >= :since) THEN 0 ELSE failures END) AS before,
  min(day) AS first_day
FROM v1_domain_day
WHERE kind IN ('failed', 'suppressed')
  AND (:until IS NULL OR day < :until)
  AND (:since IS NULL OR day >= coalesce(:before, :since))
  AND domain IS NOT NULL AND reason IS NOT NULL
GROUP BY domain, reason, permanence
ORDER BY abs(sum(CASE WHEN (:since IS NULL OR day >= :since) THEN failures ELSE -failures END)) DESC, domain, reason
LIMIT :limit
