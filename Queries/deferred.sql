-- Which deliveries were tried again and again, and for how long?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :domain = NULL  only this destination domain
--   :limit = 50  how many deliveries
-- Columns:
--   domain       text?     the destination domain
--   recipient    text?     the recipient
--   kind         text?     what became of it in the end
--   reason       reason?   why
--   deferrals    integer   attempts that a message trace shows as deferred
--   tried_for_s  integer?  seconds from the first attempt to the last
--   day          text?     the day on which the message was received
--   delivery_id  text?     the delivery
SELECT domain, recipient, kind, reason, deferrals, tried_for_s, day, delivery_id
FROM v1_delivery
WHERE is_traced AND kind IN ('failed', 'delayed') AND (:domain IS NULL OR domain = :domain)
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
  AND deferrals IS NOT NULL
ORDER BY deferrals DESC, tried_for_s DESC, delivery_id
LIMIT :limit
