-- On whose side are the failures to be repaired?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :domain = NULL  only this destination domain
-- Columns:
--   side           side?    ours, theirs, both or unknown
--   failures       integer  deliveries that failed
--   share          real?    their percentage of all failures of the period
--   domains        integer  destination domains among them
--   main_cause     text?    the most frequent cause; expiry's two meanings are two causes here
--   main_failures  integer  failures of that cause
WITH
  cell AS (
    SELECT coalesce(side, 'unknown') AS side, cause_line, domain, failures
    FROM v1_domain_day
    WHERE kind IN ('failed', 'suppressed')
      AND (:domain IS NULL OR domain = :domain)
      AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
  ),
  placed AS (
    SELECT
      side, cause_line, sum(failures) AS failures,
      row_number() OVER (PARTITION BY side ORDER BY sum(failures) DESC, cause_line) AS place
    FROM cell
    GROUP BY side, cause_line
  ),
  total AS (
    SELECT side, sum(failures) AS failures, count(DISTINCT domain) AS domains
    FROM cell
    GROUP BY side
  )
SELECT
  total.side, total.failures,
  round(100.0 * total.failures / sum(total.failures) OVER (), 1) AS share,
  total.domains, placed.cause_line AS main_cause, placed.failures AS main_failures
FROM total
JOIN placed ON placed.side = total.side AND placed.place = 1
ORDER BY total.failures DESC, total.side
