-- Which servers refused or could not be reached, for which domains and why?
--
-- Retour adds these rows up to servers and to their operators, the registrable domains of their
-- names by the list of public suffixes.
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :domain = NULL  only servers that spoke for this destination domain
-- Columns:
--   remote_host  text?    the server's name; null where only its address is known
--   address      text?    its address where it has no name
--   cause        text?    the cause; expiry's two meanings are two causes here
--   domain       text?    the destination domain
--   failures     integer  deliveries that failed so
--   remote_ip    text?    one of the server's addresses
--   last_day     text?    the last day
SELECT
  remote_host, CASE WHEN remote_host IS NULL THEN remote_ip END AS address, cause_line AS cause,
  domain, count(*) AS failures, max(remote_ip) AS remote_ip, max(day) AS last_day
FROM v1_delivery
WHERE is_failure AND (remote_host IS NOT NULL OR remote_ip IS NOT NULL)
  AND (:domain IS NULL OR domain = :domain)
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY 1, 2, 3, 4
