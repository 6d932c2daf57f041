-- To the owners of which domains is it worth writing: what failed there, whose is it, and is it over?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :days = 7  how many days, counted back from the newest failure of all, are recent
-- Columns:
--   domain    text     the destination domain
--   reason    reason?  the reason
--   side      side?    ours, theirs, both or unknown: where it is to be repaired
--   failures  integer  deliveries that failed
--   recent    integer  those of the last days
--   last_day  text?    the last day with such a failure
WITH
  newest AS (
    SELECT date(max(day), '-' || :days || ' days') AS before
    FROM v1_domain_day
    WHERE kind IN ('failed', 'suppressed')
      AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
  )
SELECT
  domain, coalesce(reason, 'no-diagnosis') AS reason, coalesce(side, 'unknown') AS side,
  sum(failures) AS failures,
  -- What has no date isn't known to be over.
  sum(CASE WHEN day IS NULL OR day > newest.before THEN failures ELSE 0 END) AS recent,
  max(day) AS last_day
FROM v1_domain_day, newest
WHERE kind IN ('failed', 'suppressed') AND domain IS NOT NULL
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY 1, 2, 3
ORDER BY failures DESC, 1, 2, 3
