-- On which days did a domain have at least a tenth of a period's failures for one reason?
--
-- Such days stand out in a month. The overview marks those on which at least five times as many
-- failed as on the other days.
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :least = 10  how many failures a day has at least
-- Columns:
--   day       text     the day, in the database's time zone
--   domain    text     the destination domain
--   reason    reason?  the reason
--   side      side?    ours, theirs, both or unknown: where it is to be repaired
--   failures  integer  deliveries to the domain that failed on the day for the reason
--   total     integer  the same in the whole period
SELECT day, domain, reason, side, failures, total
FROM (
  SELECT *, sum(failures) OVER (PARTITION BY domain, reason, side) AS total
  FROM (
    SELECT
      day, domain, coalesce(reason, 'no-diagnosis') AS reason, coalesce(side, 'unknown') AS side,
      sum(failures) AS failures
    FROM v1_domain_day
    WHERE kind IN ('failed', 'suppressed') AND day IS NOT NULL AND domain IS NOT NULL
      AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
    GROUP BY 1, 2, 3, 4
  )
)
WHERE failures >= :least AND failures * 10 >= total
ORDER BY day, domain, reason, side
