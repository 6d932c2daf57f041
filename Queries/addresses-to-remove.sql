-- Which addresses don't exist any more and should be taken off our lists?
--
-- Only addresses whose mail failed for good because of the address itself: it is unknown, disabled
-- or malformed. A full mailbox or a blocked sender is no reason to remove anybody.
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :domain = NULL  only this destination domain
--   :limit = 1000  how many addresses
-- Columns:
--   address   text     the recipient as the sender wrote it
--   domain    text?    its domain
--   reason    reason?  recipient-unknown, recipient-disabled or address-invalid
--   failures  integer  deliveries that failed for that reason
--   first_at  text?    when the first failed, Universal Time
--   last_at   text?    when the last failed, Universal Time
SELECT
  coalesce(original_recipient, recipient) AS address, domain, reason, count(*) AS failures,
  min(occurred_at) AS first_at, max(occurred_at) AS last_at
FROM v1_delivery
WHERE is_failure AND cause = 'recipient' AND permanence = 'hard'
  AND coalesce(original_recipient, recipient) IS NOT NULL
  AND (:domain IS NULL OR domain = :domain)
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY address, domain, reason
ORDER BY failures DESC, address, reason
LIMIT :limit
