-- What does the domain name system say today about the failures of one message to one domain?
--
-- Parameters:
--   :domain = ?  the destination domain
--   :event = ?  identity of the event that decides about it
-- Columns:
--   effect      text?     confirmed, refined, healthy-now, in-order, elsewhere-now or changed-since
--   dns_reason  text?     the reason that a look supports; null where it supports none
--   about       text?     the domain that was looked at
--   checked_at  text?     when it was looked at
--   age_days    integer?  days from the failure to the look
SELECT effect, dns_reason, about, checked_at, dns_age_s / 86400 AS age_days
FROM v1_failure_dns
WHERE domain = :domain AND delivery_id IN (
  SELECT delivery_id FROM v1_delivery WHERE domain = :domain AND event_id = :event)
