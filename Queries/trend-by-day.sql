-- How many deliveries failed on each day, and on whose side?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :domain = NULL  only this destination domain
--   :limit = 366  how many days, the newest
-- Columns:
--   day              text      the day, in the database's time zone
--   failures         integer   deliveries that failed
--   hard             integer   those that would fail again
--   expired          integer   those given up after retries
--   ours             integer   those to be repaired on our side
--   theirs           integer   those to be repaired on theirs
--   unknown          integer   those whose cause is not known
--   delayed          integer   deliveries that were late, not failed
--   domains          integer   destination domains with failures
--   traced           integer?  deliveries that message traces show; null: there are counts only
--   traced_failures  integer?  those of them that failed
--   rate             real?     their percentage; null where fewer than 20 were traced
SELECT * FROM (
  SELECT
    day,
    sum(failures) AS failures,
    sum(CASE permanence WHEN 'hard' THEN failures ELSE 0 END) AS hard,
    sum(CASE expired WHEN 1 THEN failures ELSE 0 END) AS expired,
    sum(CASE side WHEN 'ours' THEN failures ELSE 0 END) AS ours,
    sum(CASE side WHEN 'theirs' THEN failures ELSE 0 END) AS theirs,
    sum(CASE WHEN cause IS NULL OR cause = 'unknown' THEN failures ELSE 0 END) AS unknown,
    sum(delayed) AS delayed,
    count(DISTINCT CASE WHEN failures > 0 THEN domain END) AS domains,
    nullif(sum(sent), 0) AS traced,
    CASE WHEN sum(sent) > 0 THEN sum(traced_failures) END AS traced_failures,
    CASE WHEN sum(sent) >= 20 THEN round(100.0 * sum(traced_failures) / sum(sent), 2) END AS rate
  FROM v1_domain_day
  WHERE day IS NOT NULL AND (kind IN ('failed', 'suppressed', 'delayed') OR sent > 0)
    AND (:domain IS NULL OR domain = :domain)
    AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
  GROUP BY day
  ORDER BY day DESC
  LIMIT :limit
)
ORDER BY day
