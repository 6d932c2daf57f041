-- For which reasons did mail to one domain fail, and with which answers?
--
-- Parameters:
--   :domain = ?  the destination domain
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
-- Columns:
--   reason      reason?   the reason
--   cause       text?     its cause; expiry's two meanings are two lines
--   side        side?     ours, theirs, both or unknown: where it is to be repaired
--   reply_code  integer?  reply code of SMTP
--   status      text?     enhanced status code
--   phase       phase?    stage of the SMTP session
--   failures    integer   deliveries that failed so
--   recipients  integer   different recipients among them
--   expired     integer   those given up after retries
--   first_at    text?     when the first failed, Universal Time
--   last_at     text?     when the last failed, Universal Time
SELECT
  coalesce(reason, 'no-diagnosis') AS reason, cause_line AS cause,
  coalesce(side, 'unknown') AS side, reply_code, status, phase,
  count(*) AS failures,
  count(DISTINCT coalesce(original_recipient, recipient)) AS recipients,
  coalesce(sum(expired), 0) AS expired,
  min(occurred_at) AS first_at, max(last_at) AS last_at
FROM v1_evidence
WHERE is_failure AND domain = :domain
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY sum(count(*)) OVER (PARTITION BY coalesce(reason, 'no-diagnosis')) DESC, 1,
  failures DESC, side, reply_code, status, phase
