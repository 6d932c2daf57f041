-- Which domains do we send from, as far as failures on our side show?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :limit = 20  how many domains
-- Columns:
--   domain    text     the domain of the envelope sender
--   failures  integer  reports of failures that have to be repaired on our side
SELECT lower(substr(sender, instr(sender, '@') + 1)) AS domain, count(*) AS failures
FROM v1_event
WHERE side IN ('ours', 'both') AND kind IN ('failed', 'suppressed') AND instr(sender, '@') > 0
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY 1
ORDER BY failures DESC, domain
LIMIT :limit
