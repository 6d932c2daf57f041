-- What are the most frequent reasons of failures, the finer grain below the causes?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :limit = 20  how many reasons
-- Columns:
--   cause       text?    the cause; expiry's two meanings are two lines
--   reason      reason?  the reason
--   permanence  text?    hard, soft or unknown: whether the same message would fail again
--   failures    integer  deliveries that failed
--   share       real?    their percentage of all failures of the period
--   domains     integer  destination domains with such failures
--   expired     integer  failures that were given up after retries
--   last_day    text?    the last day with such a failure
SELECT
  cause_line AS cause, reason, permanence,
  sum(failures) AS failures,
  round(100.0 * sum(failures) / sum(sum(failures)) OVER (), 1) AS share,
  count(DISTINCT domain) AS domains,
  sum(CASE expired WHEN 1 THEN failures ELSE 0 END) AS expired,
  max(day) AS last_day
FROM v1_domain_day
WHERE kind IN ('failed', 'suppressed')
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY cause_line, reason, permanence
ORDER BY failures DESC, reason
LIMIT :limit
