-- Which domains have begun to fail for a reason that they didn't have before?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :limit = 20  how many lines
-- Columns:
--   first_day  text     the day on which the domain first failed for this reason
--   domain     text?    the destination domain
--   cause      text?    the cause; expiry's two meanings are two lines
--   reason     text?    the reason
--   side       text?    ours, theirs, both or unknown; the last by name where they differ
--   failures   integer  deliveries that have failed for it
--   last_day   text?    the last day
SELECT first_day, domain, cause, reason, side, failures, last_day
FROM (
  SELECT
    min(day) AS first_day, domain, cause_line AS cause, reason, max(side) AS side,
    sum(failures) AS failures, max(day) AS last_day
  FROM v1_domain_day
  WHERE kind IN ('failed', 'suppressed') AND day IS NOT NULL
  GROUP BY domain, cause_line, reason
)
WHERE (:since IS NULL OR first_day >= :since) AND (:until IS NULL OR first_day < :until)
ORDER BY first_day DESC, failures DESC, domain, reason
LIMIT :limit
