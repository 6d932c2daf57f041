-- Which destination domains have failures of which the domain name system can say something?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :limit = 500  how many domains
-- Columns:
--   domain    text     the destination domain
--   failures  integer  its deliveries that failed for such a reason
SELECT domain, sum(failures) AS failures
FROM v1_domain_day
WHERE domain IS NOT NULL
  AND (cause IN ('destination-domain', 'mx', 'expiry')
    OR reason IN ('relay-denied', 'tls-required', 'certificate-invalid', 'tls-policy-failed'))
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY domain HAVING sum(failures) > 0
ORDER BY failures DESC, domain
LIMIT :limit
