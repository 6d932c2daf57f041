-- Which domains get most of our mail, so that another may be a slip of the fingers?
--
-- Parameters:
--   :limit = 200  how many domains
-- Columns:
--   domain      text     the destination domain
--   deliveries  integer  deliveries that are known to have arrived
SELECT domain, sum(deliveries) AS deliveries
FROM v1_domain_cause
WHERE domain IS NOT NULL AND kind = 'delivered'
GROUP BY domain
ORDER BY deliveries DESC, domain
LIMIT :limit
