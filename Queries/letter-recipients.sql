-- Which addresses of one domain are concerned?
--
-- Parameters:
--   :domain = ?  the destination domain
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :limit = 500  how many addresses
-- Columns:
--   recipient  text?    the address as the sender wrote it
--   failures   integer  deliveries to it that failed
--   last_at    text?    when the last failed, Universal Time
SELECT
  coalesce(original_recipient, recipient) AS recipient, count(*) AS failures,
  max(last_at) AS last_at
FROM v1_evidence
WHERE is_failure AND domain = :domain
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY 1
ORDER BY failures DESC, 1
LIMIT :limit
