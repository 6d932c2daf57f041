-- How do the failures of a period compare with those of the period before?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :before = NULL  the first day of the period before, to compare with; NULL: none
-- Columns:
--   period    text     now or before
--   failures  integer  deliveries that failed
--   domains   integer  destination domains among them
--   hard      integer  those that would fail again
--   ours      integer  those to be repaired on our side
--   expired   integer  those given up after retries, whatever the last error was
--   lapsed    integer  those because a domain registration has lapsed; never added to the former
--   unknown   integer  those whose cause is not known
SELECT
  CASE WHEN (:since IS NULL OR day >= :since) THEN 'now' ELSE 'before' END AS period,
  sum(failures) AS failures,
  count(DISTINCT domain) AS domains,
  sum(CASE permanence WHEN 'hard' THEN failures ELSE 0 END) AS hard,
  sum(CASE side WHEN 'ours' THEN failures ELSE 0 END) AS ours,
  sum(CASE WHEN expired = 1 AND reason <> 'domain-expired' THEN failures ELSE 0 END) AS expired,
  sum(CASE reason WHEN 'domain-expired' THEN failures ELSE 0 END) AS lapsed,
  sum(CASE WHEN cause IS NULL OR cause = 'unknown' THEN failures ELSE 0 END) AS unknown
FROM v1_domain_day
WHERE kind IN ('failed', 'suppressed')
  AND (:until IS NULL OR day < :until)
  AND (:since IS NULL OR day >= coalesce(:before, :since))
GROUP BY 1
ORDER BY 1 DESC
