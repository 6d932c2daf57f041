-- Which of our senders are hit most by failures?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :domain = NULL  only failures to this destination domain
--   :limit = 20  how many senders
-- Columns:
--   sender      text?    the envelope sender of the failed messages; null where no report names it
--   failures    integer  deliveries that failed
--   recipients  integer  different recipients among them
--   domains     integer  different destination domains among them
--   ours        integer  failures to be repaired on our side
--   last_day    text?    the last day with a failure
SELECT
  sender,
  count(*) AS failures,
  count(DISTINCT coalesce(original_recipient, recipient)) AS recipients,
  count(DISTINCT domain) AS domains,
  sum(CASE side WHEN 'ours' THEN 1 ELSE 0 END) AS ours,
  max(day) AS last_day
FROM v1_delivery
WHERE is_failure
  AND (:domain IS NULL OR domain = :domain)
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY sender
ORDER BY failures DESC, sender
LIMIT :limit
