-- Which remote servers refuse most, or can't be reached?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :domain = NULL  only servers that spoke for this destination domain
--   :limit = 20  how many servers
-- Columns:
--   remote_host    the server's name; null where only its address is known
--   failures       deliveries that failed there
--   domains        destination domains among them
--   main_cause     the most frequent cause; expiry's two meanings are two causes here
--   main_failures  failures of that cause
--   remote_ip      one of its addresses
--   last_day       the last day with a failure
WITH
  line AS (
    SELECT
      remote_host, CASE WHEN remote_host IS NULL THEN remote_ip END AS address, cause_line,
      count(*) AS failures, max(remote_ip) AS remote_ip, max(day) AS last_day
    FROM v1_delivery
    WHERE is_failure AND (remote_host IS NOT NULL OR remote_ip IS NOT NULL)
      AND (:domain IS NULL OR domain = :domain)
      AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
    GROUP BY 1, 2, 3
  ),
  reach AS (
    SELECT
      remote_host, CASE WHEN remote_host IS NULL THEN remote_ip END AS address,
      count(DISTINCT domain) AS domains
    FROM v1_delivery
    WHERE is_failure AND (remote_host IS NOT NULL OR remote_ip IS NOT NULL)
      AND (:domain IS NULL OR domain = :domain)
      AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
    GROUP BY 1, 2
  ),
  placed AS (
    SELECT
      *,
      row_number() OVER (
        PARTITION BY remote_host, address ORDER BY failures DESC, cause_line) AS place
    FROM line
  ),
  host AS (
    SELECT
      remote_host, address, sum(failures) AS failures,
      max(CASE place WHEN 1 THEN cause_line END) AS main_cause,
      max(CASE place WHEN 1 THEN failures END) AS main_failures,
      max(remote_ip) AS remote_ip, max(last_day) AS last_day
    FROM placed
    GROUP BY remote_host, address
  )
SELECT
  host.remote_host, host.failures, reach.domains, host.main_cause, host.main_failures,
  host.remote_ip, host.last_day
FROM host
JOIN reach ON reach.remote_host IS host.remote_host AND reach.address IS host.address
ORDER BY host.failures DESC, host.remote_host, host.remote_ip
LIMIT :limit
