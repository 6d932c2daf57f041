-- How does mail to one domain fare, in one line?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :domain = NULL  the destination domain; NULL: all domains together
-- Columns:
--   failures         integer   deliveries that failed
--   hard             integer   those that would fail again
--   expired          integer   those given up after retries
--   ours             integer   those to be repaired on our side
--   theirs           integer   those to be repaired on theirs
--   unknown          integer   those whose cause is not known
--   delayed          integer   deliveries that were late, not failed
--   days             integer   days with a failure
--   first_day        text?     the first of them
--   last_day         text?     the last of them
--   traced           integer?  deliveries that message traces show; null: there are counts only
--   traced_failures  integer?  those of them that failed
--   rate             real?     their percentage; null where fewer than 20 were traced
SELECT
  coalesce(sum(failures), 0) AS failures,
  coalesce(sum(CASE permanence WHEN 'hard' THEN failures ELSE 0 END), 0) AS hard,
  coalesce(sum(CASE expired WHEN 1 THEN failures ELSE 0 END), 0) AS expired,
  coalesce(sum(CASE side WHEN 'ours' THEN failures ELSE 0 END), 0) AS ours,
  coalesce(sum(CASE side WHEN 'theirs' THEN failures ELSE 0 END), 0) AS theirs,
  coalesce(sum(CASE WHEN cause IS NULL OR cause = 'unknown' THEN failures ELSE 0 END), 0)
    AS unknown,
  coalesce(sum(delayed), 0) AS delayed,
  count(DISTINCT CASE WHEN failures > 0 THEN day END) AS days,
  min(CASE WHEN failures > 0 THEN day END) AS first_day,
  max(CASE WHEN failures > 0 THEN day END) AS last_day,
  nullif(sum(sent), 0) AS traced,
  CASE WHEN sum(sent) > 0 THEN sum(traced_failures) END AS traced_failures,
  CASE WHEN sum(sent) >= 20 THEN round(100.0 * sum(traced_failures) / sum(sent), 2) END AS rate
FROM v1_domain_day
WHERE (:domain IS NULL OR domain = :domain)
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
