-- For which reasons does mail to the domains that bounce most fail?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :limit = 20  how many domains
-- Columns:
--   domain    text     the destination domain
--   reason    reason?  the reason
--   failures  integer  deliveries that failed
WITH
  cell AS (
    SELECT domain, coalesce(reason, 'no-diagnosis') AS reason, sum(failures) AS failures
    FROM v1_domain_day
    WHERE kind IN ('failed', 'suppressed') AND domain IS NOT NULL
      AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
    GROUP BY 1, 2
  ),
  summed AS (SELECT *, sum(failures) OVER (PARTITION BY domain) AS total FROM cell),
  placed AS (SELECT *, dense_rank() OVER (ORDER BY total DESC, domain) AS place FROM summed)
SELECT domain, reason, failures
FROM placed
WHERE place <= :limit
ORDER BY place, failures DESC, reason
