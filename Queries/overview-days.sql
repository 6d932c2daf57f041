-- How many deliveries failed on each day, by reason, and how many were sent at all?
--
-- Only message traces tell how many were sent; the rows without a reason have what didn't fail. A
-- day without a row is one without data: that nothing failed on it is not known.
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
-- Columns:
--   day               text     the day, in the database's time zone
--   reason            reason?  the reason; null for deliveries that didn't fail
--   side              side?    ours, theirs, both or unknown: where it is to be repaired
--   failures          integer  deliveries that failed
--   ours              integer  those of them to be repaired on our side
--   expired           integer  those of them that were given up after retries
--   sent              integer  deliveries that message traces show
--   traced_failures   integer  failures among those
--   traced_delivered  integer  those that were delivered
--   traced_open       integer  those that were still tried when the trace or log ended
SELECT
  day, CASE WHEN failures > 0 THEN coalesce(reason, 'no-diagnosis') END AS reason,
  CASE WHEN failures > 0 THEN coalesce(side, 'unknown') END AS side,
  sum(failures) AS failures,
  sum(CASE side WHEN 'ours' THEN failures ELSE 0 END) AS ours,
  sum(CASE WHEN expired = 1 AND reason <> 'domain-expired' THEN failures ELSE 0 END) AS expired,
  sum(sent) AS sent, sum(traced_failures) AS traced_failures,
  sum(CASE kind WHEN 'delivered' THEN sent ELSE 0 END) AS traced_delivered,
  sum(CASE kind WHEN 'delayed' THEN sent ELSE 0 END) AS traced_open
FROM v1_domain_day
WHERE day IS NOT NULL
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
