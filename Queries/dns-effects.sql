-- What does the domain name system say today about failures of the past?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :domain = NULL  the destination domain; NULL: all
--   :limit = 200  how many lines
-- Columns:
--   domain      text?     the destination domain
--   about       text?     the domain that was looked at: the destination, or that of the sender
--   reason      reason?   the reason of the failures
--   effect      text?     confirmed, refined, healthy-now, in-order, elsewhere-now or changed-since
--   dns_reason  text?     the reason that a look supports; null where it supports none
--   failures    integer   deliveries that failed
--   checked_at  text?     when it was looked at
--   age_days    integer?  days from the last of the failures to the look
SELECT domain, about, reason, effect, dns_reason, count(*) AS failures,
  max(checked_at) AS checked_at, min(dns_age_s) / 86400 AS age_days
FROM v1_failure_dns
WHERE (:domain IS NULL OR domain = :domain)
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY domain, about, reason, effect, dns_reason
ORDER BY failures DESC, domain, reason, effect
LIMIT :limit
