-- At which stage of the session did deliveries fail, and how long after the message came in?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
-- Columns:
--   phase     phase?   stage of the session; null where no report states it
--   time      text?    at-once (within a minute), hour, day, days (1 to 5), longer, expired, or null
--   failures  integer  deliveries that failed
--   nameless  integer  those of them whose report doesn't name the message, so that nothing can be joined to it
SELECT
  phase,
  CASE
    WHEN retried_for_s < 60 THEN 'at-once'
    WHEN retried_for_s < 3600 THEN 'hour'
    WHEN retried_for_s < 86400 THEN 'day'
    WHEN retried_for_s < 5 * 86400 THEN 'days'
    WHEN retried_for_s IS NOT NULL THEN 'longer'
    WHEN expired = 1 THEN 'expired'
  END AS time,
  count(*) AS failures,
  sum(message_id IS NULL) AS nameless
FROM v1_evidence
WHERE is_failure
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY 1, 2
ORDER BY 1, 2
