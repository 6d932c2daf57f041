-- Mail of which of our domains leaves through Exchange Online?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
-- Columns:
--   domain   the domain of the envelope sender
--   reports  reports that a server of Exchange Online wrote about mail of it
SELECT lower(substr(sender, instr(sender, '@') + 1)) AS domain, count(*) AS reports
FROM v1_event
WHERE (generating_server LIKE '%.outlook.com' OR reporting_mta LIKE '%.outlook.com')
  AND side IN ('ours', 'theirs', 'both') AND instr(sender, '@') > 0
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY 1
ORDER BY reports DESC, domain
