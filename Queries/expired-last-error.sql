-- Messages whose retry time ran out: what was the last error, where the report tells it?
--
-- A line with cause "expiry: retry time used up, reason not in the NDR" stands for those whose
-- report doesn't tell; lapsed domain registrations are a line of their own.
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :domain = NULL  only this destination domain
--   :limit = 50  how many lines
-- Columns:
--   cause     text?    the cause that the last error shows; expiry's two meanings are two lines
--   reason    reason?  the reason
--   domain    text?    the destination domain
--   failures  integer  deliveries given up after retries
--   last_at   text?    when the last of them failed, Universal Time
--   event_id  text?    the event that decided the cause of one of them; explain shows its texts
SELECT
  cause_line AS cause, reason, domain, count(*) AS failures,
  max(occurred_at) AS last_at, min(event_id) AS event_id
FROM v1_delivery
WHERE is_failure AND expired = 1
  AND (:domain IS NULL OR domain = :domain)
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY cause_line, reason, domain
ORDER BY failures DESC, domain, reason
LIMIT :limit
