-- How much was sent at all, and how much of it failed?
--
-- Only message traces tell; a period without them has null in both columns, and then there are
-- counts but no rates.
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
-- Columns:
--   traced           integer?  deliveries that message traces show
--   traced_failures  integer?  those of them that failed
--   rate             real?     their percentage; null where fewer than 20 were traced
SELECT
  nullif(sum(sent), 0) AS traced,
  CASE WHEN sum(sent) > 0 THEN sum(traced_failures) END AS traced_failures,
  CASE WHEN sum(sent) >= 20 THEN round(100.0 * sum(traced_failures) / sum(sent), 2) END AS rate
FROM v1_domain_day
WHERE (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
