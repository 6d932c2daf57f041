-- Why does mail to each domain, or to one of them, fail?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :domain = NULL  the destination domain; NULL: all
--   :limit = 200  how many lines
-- Columns:
--   domain      text?    the destination domain
--   cause       text?    the cause; expiry's two meanings are two lines
--   reason      reason?  the reason
--   side        side?    ours, theirs, both or unknown: where the failure is to be repaired
--   permanence  text?    hard, soft or unknown: whether the same message would fail again
--   failures    integer  deliveries that failed
--   expired     integer  those of them that were given up after retries
--   delayed     integer  deliveries that were late, not failed
--   first_day   text?    the first day
--   last_day    text?    the last day
SELECT
  domain, cause_line AS cause, reason, side, permanence,
  sum(failures) AS failures,
  sum(CASE expired WHEN 1 THEN failures ELSE 0 END) AS expired,
  sum(delayed) AS delayed,
  min(day) AS first_day, max(day) AS last_day
FROM v1_domain_day
WHERE kind IN ('failed', 'suppressed', 'delayed')
  AND (:domain IS NULL OR domain = :domain)
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY domain, cause_line, reason, side, permanence
ORDER BY sum(sum(failures)) OVER (PARTITION BY domain) DESC, domain, failures DESC, delayed DESC,
  reason, side
LIMIT :limit
