-- What are the most frequent reasons, at how many domains, and how was it in the period before?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :before = NULL  the first day of the period before, to compare with; NULL: none
--   :limit = 100  how many lines
-- Columns:
--   reason      reason?  the reason
--   cause       text?    its cause; expiry's two meanings are two lines
--   side        side?    ours, theirs, both or unknown: where it is to be repaired
--   permanence  text?    hard, soft or unknown: whether the same message would fail again
--   failures    integer  deliveries that failed
--   before      integer  the same in the period before
--   domains     integer  destination domains with such failures
SELECT
  coalesce(reason, 'no-diagnosis') AS reason, cause_line AS cause,
  coalesce(side, 'unknown') AS side, permanence,
  sum(CASE WHEN (:since IS NULL OR day >= :since) THEN failures ELSE 0 END) AS failures,
  sum(CASE WHEN (:since IS NULL OR day >= :since) THEN 0 ELSE failures END) AS before,
  count(DISTINCT CASE WHEN (:since IS NULL OR day >= :since) THEN domain END) AS domains
FROM v1_domain_day
WHERE kind IN ('failed', 'suppressed')
  AND (:until IS NULL OR day < :until)
  AND (:since IS NULL OR day >= coalesce(:before, :since))
GROUP BY 1, 2, 3, 4
ORDER BY failures DESC, before DESC, reason, side
LIMIT :limit
