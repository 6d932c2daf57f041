-- Which remote servers refuse most, or can't be reached?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :domain = NULL  only servers that spoke for this destination domain
--   :limit = 20  how many servers
-- Columns:
--   remote_host    text?     the server's name; null where only its address is known
--   failures       integer   deliveries that failed there
--   domains        integer   destination domains among them
--   main_cause     text?     the most frequent known cause; expiry's two meanings are two causes here
--   main_failures  integer?  failures of that cause
--   remote_ip      text?     one of its addresses
--   last_day       text?     the last day with a failure
WITH
  cell AS MATERIALIZED (
    SELECT
      remote_host, CASE WHEN remote_host IS NULL THEN remote_ip END AS address, cause_line, domain,
      count(*) AS failures, max(remote_ip) AS remote_ip, max(day) AS last_day
    FROM v1_delivery
    WHERE is_failure AND (remote_host IS NOT NULL OR remote_ip IS NOT NULL)
      AND (:domain IS NULL OR domain = :domain)
      AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
    GROUP BY 1, 2, 3, 4
  ),
  -- The hosts are chosen before their causes are looked for, so that few are compared with many.
  host AS MATERIALIZED (
    SELECT
      remote_host, address, sum(failures) AS failures, count(DISTINCT domain) AS domains,
      max(remote_ip) AS remote_ip, max(last_day) AS last_day
    FROM cell
    GROUP BY remote_host, address
    ORDER BY sum(failures) DESC, remote_host, max(remote_ip)
    LIMIT :limit
  ),
  placed AS (
    SELECT
      host.remote_host, host.address, cell.cause_line, sum(cell.failures) AS failures,
      row_number() OVER (
        PARTITION BY host.remote_host, host.address
        ORDER BY sum(cell.failures) DESC, cell.cause_line) AS place
    FROM host
    CROSS JOIN cell ON cell.remote_host IS host.remote_host AND cell.address IS host.address
    WHERE coalesce(cell.cause_line, 'unknown') <> 'unknown'
    GROUP BY host.remote_host, host.address, cell.cause_line
  )
SELECT
  host.remote_host, host.failures, host.domains, placed.cause_line AS main_cause,
  placed.failures AS main_failures, host.remote_ip, host.last_day
FROM host
LEFT JOIN placed
  ON placed.remote_host IS host.remote_host AND placed.address IS host.address AND placed.place = 1
ORDER BY host.failures DESC, host.remote_host, host.remote_ip
