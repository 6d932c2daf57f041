-- To the owners of which domains could a letter be written?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :over = 0  only domains with more failures than this
-- Columns:
--   domain    text     the destination domain
--   failures  integer  deliveries that failed
--   theirs    integer  those to be repaired on their side, at least in part
--   ours      integer  those to be repaired on our side
SELECT
  domain, sum(failures) AS failures,
  sum(CASE WHEN side IN ('theirs', 'both') THEN failures ELSE 0 END) AS theirs,
  sum(CASE side WHEN 'ours' THEN failures ELSE 0 END) AS ours
FROM v1_domain_day
WHERE kind IN ('failed', 'suppressed') AND domain IS NOT NULL
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY domain
HAVING sum(failures) > :over
ORDER BY failures DESC, domain
