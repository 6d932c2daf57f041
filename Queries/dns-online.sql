-- Mail of which of our domains leaves through Exchange Online?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
-- Columns:
--   domain        text     the domain of the envelope sender
--   destinations  integer  domains whose servers Exchange Online couldn't hand its mail to; one alone may be a recipient's own Exchange Online that forwards
--   reports       integer  reports of that
SELECT lower(substr(sender, instr(sender, '@') + 1)) AS domain,
  count(DISTINCT domain) AS destinations, count(*) AS reports
FROM v1_event
WHERE (generating_server LIKE '%.outlook.com' OR reporting_mta LIKE '%.outlook.com')
  AND remote_host IS NOT NULL AND remote_host NOT LIKE '%.outlook.com'
  AND instr(sender, '@') > 0
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY 1
HAVING count(DISTINCT domain) > 1
ORDER BY reports DESC, 1
