-- For which reasons, on which side, did mail to each domain fail?
--
-- Whose move it is follows from both.
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
-- Columns:
--   domain    text?    the destination domain; null where no report names one
--   reason    reason?  the reason
--   side      side?    ours, theirs, both or unknown: where it is to be repaired
--   failures  integer  deliveries that failed
SELECT domain, reason, side, sum(failures) AS failures
FROM (
  SELECT domain, reason, side, failures
  FROM v1_domain_day
  WHERE (:since IS NOT NULL OR :until IS NOT NULL) AND failures > 0
    AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
  UNION ALL
  SELECT domain, reason, side, failures
  FROM v1_domain_cause
  WHERE :since IS NULL AND :until IS NULL AND failures > 0
)
GROUP BY domain, reason, side
ORDER BY domain, reason, side
