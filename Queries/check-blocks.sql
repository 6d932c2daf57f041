-- For which faults of our own sending did several domains refuse us since a day?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :domains = 2  at how many domains at least
-- Columns:
--   reason    reason?  the reason: our address, SPF, DKIM or DMARC, reverse DNS, or our domain's name
--   domains   integer  how many destination domains refused us for it
--   failures  integer  deliveries that failed for it
--   example   text?    one of the domains
SELECT reason, count(DISTINCT domain) AS domains, sum(failures) AS failures, min(domain) AS example
FROM v1_domain_day
WHERE failures > 0 AND (:since IS NULL OR day >= :since)
  AND (:until IS NULL OR day < :until)
  AND reason IN ('ip-reputation', 'domain-reputation', 'spf-fail', 'spf-record-error',
    'spf-or-dkim-missing', 'dkim-dmarc-fail', 'reverse-dns', 'sender-blocked')
GROUP BY reason
HAVING count(DISTINCT domain) >= :domains
ORDER BY failures DESC, reason
