-- Which servers refused mail to one domain, or could not be reached?
--
-- A server that answered for a final recipient elsewhere, to whom mail was forwarded, is none of
-- them: it would tell the owner where that is.
--
-- Parameters:
--   :domain = ?  the destination domain
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
-- Columns:
--   remote_host  text?    the server's name
--   remote_ip    text?    its address
--   failures     integer  deliveries that failed there
SELECT remote_host, remote_ip, count(*) AS failures
FROM v1_evidence
WHERE is_failure AND domain = :domain
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
  AND coalesce(remote_host, remote_ip) IS NOT NULL
  AND (
    recipient IS NULL
    OR lower(substr(recipient, -length(:domain) - 1)) IN ('@' || :domain, '.' || :domain))
GROUP BY remote_host, remote_ip
ORDER BY failures DESC, remote_host, remote_ip
