-- Which destination domains bounce most, and why?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :limit = 20  how many domains
-- Columns:
--   domain           text?     the destination domain; null where no report names one
--   failures         integer   deliveries that failed, each message and recipient counted once
--   share            real?     their percentage of all failures of the period
--   main_cause       text?     the most frequent known cause; expiry's two meanings are two causes here
--   main_failures    integer?  failures of that cause
--   second_cause     text?     the next one
--   second_failures  integer?  failures of that cause
--   ours             integer   failures to be repaired on our side
--   unknown          integer   failures whose cause is not known
--   last_day         text?     the last day with a failure
--   traced           integer?  deliveries that message traces show; null: there are counts only
--   traced_failures  integer?  those of them that failed
--   rate             real?     their percentage; null where fewer than 20 were traced
WITH
  -- Without a period the totals over all days answer, which are far fewer rows.
  cell AS (
    SELECT domain, cause, cause_line, side, failures
    FROM v1_domain_day
    WHERE (:since IS NOT NULL OR :until IS NOT NULL) AND kind IN ('failed', 'suppressed')
      AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
    UNION ALL
    SELECT domain, cause, cause_line, side, failures
    FROM v1_domain_cause
    WHERE :since IS NULL AND :until IS NULL AND kind IN ('failed', 'suppressed')
  ),
  line AS (
    SELECT
      domain, cause_line, sum(failures) AS failures,
      sum(CASE side WHEN 'ours' THEN failures ELSE 0 END) AS ours,
      sum(CASE WHEN cause IS NULL OR cause = 'unknown' THEN failures ELSE 0 END) AS unknown
    FROM cell
    GROUP BY domain, cause_line
  ),
  placed AS (
    SELECT
      *,
      -- What isn't known has a column of its own and is no cause.
      CASE
        WHEN coalesce(cause_line, 'unknown') <> 'unknown' THEN
          row_number() OVER (
            PARTITION BY domain, coalesce(cause_line, 'unknown') = 'unknown'
            ORDER BY failures DESC, cause_line)
      END AS place
    FROM line
  ),
  top AS (
    SELECT
      domain,
      sum(failures) AS failures,
      round(100.0 * sum(failures) / sum(sum(failures)) OVER (), 1) AS share,
      max(CASE place WHEN 1 THEN cause_line END) AS main_cause,
      max(CASE place WHEN 1 THEN failures END) AS main_failures,
      max(CASE place WHEN 2 THEN cause_line END) AS second_cause,
      max(CASE place WHEN 2 THEN failures END) AS second_failures,
      sum(ours) AS ours,
      sum(unknown) AS unknown
    FROM placed
    GROUP BY domain
    ORDER BY failures DESC, domain
    LIMIT :limit
  ),
  counted AS (
    SELECT
      top.*,
      (
        SELECT max(day)
        FROM v1_domain_day AS d
        WHERE d.domain = top.domain AND d.failures > 0 AND (:until IS NULL OR d.day < :until)
      ) AS last_day,
      (
        SELECT nullif(sum(sent), 0)
        FROM v1_domain_day AS d
        WHERE d.domain = top.domain
          AND (:since IS NULL OR d.day >= :since) AND (:until IS NULL OR d.day < :until)
      ) AS traced,
      (
        SELECT sum(traced_failures)
        FROM v1_domain_day AS d
        WHERE d.domain = top.domain
          AND (:since IS NULL OR d.day >= :since) AND (:until IS NULL OR d.day < :until)
      ) AS traced_failures
    FROM top
  )
SELECT
  domain, failures, share, main_cause, main_failures, second_cause, second_failures, ours, unknown,
  last_day, traced,
  CASE WHEN traced > 0 THEN traced_failures END AS traced_failures,
  CASE WHEN traced >= 20 THEN round(100.0 * traced_failures / traced, 2) END AS rate
FROM counted
ORDER BY failures DESC, domain
