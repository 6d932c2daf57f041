-- Which destination domains bounce most, on whose side, and how was it in the period before?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :before = NULL  the first day of the period before, to compare with; NULL: none
--   :limit = 100  how many domains
-- Columns:
--   domain         text?     the destination domain
--   failures       integer   deliveries that failed
--   before         integer   the same in the period before
--   theirs         integer   to be repaired on their side
--   ours           integer   to be repaired on ours
--   both_sides     integer   on both
--   side_unknown   integer   on which side is not known
--   main_reason    reason?   the most frequent reason that is known
--   main_failures  integer?  failures for it
--   first_day      text?     the first day with a failure
--   last_day       text?     the last
WITH
  line AS (
    SELECT
      domain, reason,
      sum(CASE WHEN (:since IS NULL OR day >= :since) THEN failures ELSE 0 END) AS failures,
      sum(CASE WHEN (:since IS NULL OR day >= :since) THEN 0 ELSE failures END) AS before,
      sum(CASE WHEN (:since IS NULL OR day >= :since) AND side = 'theirs' THEN failures ELSE 0 END) AS theirs,
      sum(CASE WHEN (:since IS NULL OR day >= :since) AND side = 'ours' THEN failures ELSE 0 END) AS ours,
      sum(CASE WHEN (:since IS NULL OR day >= :since) AND side = 'both' THEN failures ELSE 0 END) AS both_sides,
      min(CASE WHEN (:since IS NULL OR day >= :since) THEN day END) AS first_day,
      max(CASE WHEN (:since IS NULL OR day >= :since) THEN day END) AS last_day
    FROM v1_domain_day
    WHERE kind IN ('failed', 'suppressed')
  AND (:until IS NULL OR day < :until)
  AND (:since IS NULL OR day >= coalesce(:before, :since))
    GROUP BY domain, reason
  ),
  placed AS (
    SELECT
      *,
      CASE
        WHEN coalesce(reason, 'no-diagnosis') NOT IN ('no-diagnosis', 'unclassified') THEN
          row_number() OVER (
            PARTITION BY
              domain, coalesce(reason, 'no-diagnosis') IN ('no-diagnosis', 'unclassified')
            ORDER BY failures DESC, reason)
      END AS place
    FROM line
  )
SELECT
  domain, sum(failures) AS failures, sum(before) AS before, sum(theirs) AS theirs,
  sum(ours) AS ours, sum(both_sides) AS both_sides,
  sum(failures) - sum(theirs) - sum(ours) - sum(both_sides) AS side_unknown,
  max(CASE place WHEN 1 THEN reason END) AS main_reason,
  max(CASE place WHEN 1 THEN failures END) AS main_failures,
  min(first_day) AS first_day, max(last_day) AS last_day
FROM placed
GROUP BY domain
HAVING sum(failures) > 0
ORDER BY failures DESC, domain
LIMIT :limit
