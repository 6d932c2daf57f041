-- What are the most frequent causes of failures?
--
-- Expiry is shown as two lines, because a lapsed domain registration and used-up retry time have
-- nothing in common but the word.
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :limit = 20  how many causes
-- Columns:
--   cause      text?    the cause; expiry's two meanings are two lines
--   failures   integer  deliveries that failed
--   share      real?    their percentage of all failures of the period
--   domains    integer  destination domains with such failures
--   delayed    integer  deliveries that were late, not failed, for this cause
--   first_day  text?    the first day with such a failure
--   last_day   text?    the last day with such a failure
SELECT
  cause_line AS cause,
  sum(failures) AS failures,
  round(100.0 * sum(failures) / max(1, sum(sum(failures)) OVER ()), 1) AS share,
  count(DISTINCT CASE WHEN failures > 0 THEN domain END) AS domains,
  sum(delayed) AS delayed,
  min(CASE WHEN failures > 0 THEN day END) AS first_day,
  max(CASE WHEN failures > 0 THEN day END) AS last_day
FROM v1_domain_day
WHERE kind IN ('failed', 'suppressed', 'delayed')
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY cause_line
ORDER BY failures DESC, delayed DESC, cause_line
LIMIT :limit
