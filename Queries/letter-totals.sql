-- How much mail to one domain failed, in one line?
--
-- Parameters:
--   :domain = ?  the destination domain
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
-- Columns:
--   failures    integer  deliveries that failed
--   recipients  integer  different recipients among them
--   messages    integer  different messages among them, as far as their Message-IDs are known
--   expired     integer  those given up after retries
--   first_at    text?    when the first failed, Universal Time
--   last_at     text?    when the last failed, Universal Time
--   first_day   text?    the first day, in the database's time zone
--   last_day    text?    the last day
SELECT
  count(*) AS failures,
  count(DISTINCT coalesce(original_recipient, recipient)) AS recipients,
  count(DISTINCT message_id) AS messages,
  coalesce(sum(expired), 0) AS expired,
  min(occurred_at) AS first_at, max(last_at) AS last_at,
  min(day) AS first_day, max(day) AS last_day
FROM v1_evidence
WHERE is_failure AND domain = :domain
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
