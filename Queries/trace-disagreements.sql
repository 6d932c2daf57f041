-- Which deliveries does a message trace call delivered and a bounce failed?
--
-- Often both are right: the next server took the message, and refused or lost it later. Such a
-- delivery counts as failed.
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :domain = NULL  only this destination domain
--   :limit = 100  how many deliveries
-- Columns:
--   domain        text?    the destination domain
--   recipient     text?    the recipient
--   delivered_at  text?    when it was delivered, as the trace says, Universal Time
--   failed_at     text?    when it failed, as the bounce says, Universal Time
--   reason        reason?  why it failed
--   remote_host   text?    the server that the bounce names
--   delivery_id   text?    the delivery
--   event_id      text     the bounce; explain shows all of it
WITH
  failed AS (
    SELECT delivery_id, min(event_id) AS event_id
    FROM v1_event
    WHERE origin = 'mail' AND kind = 'failed'
    GROUP BY delivery_id
  ),
  said AS (
    SELECT t.delivery_id, f.event_id, min(t.occurred_at) AS delivered_at
    FROM v1_event AS t
    CROSS JOIN failed AS f ON f.delivery_id = t.delivery_id
    WHERE t.origin = 'trace' AND t.kind = 'delivered'
    GROUP BY t.delivery_id, f.event_id
  )
SELECT
  e.domain, e.recipient, said.delivered_at, e.occurred_at AS failed_at, e.reason, e.remote_host,
  e.delivery_id, e.event_id
FROM v1_event AS e
CROSS JOIN said ON said.delivery_id = e.delivery_id AND said.event_id = e.event_id
WHERE e.origin = 'mail' AND (:domain IS NULL OR e.domain = :domain)
  AND (:since IS NULL OR e.day >= :since) AND (:until IS NULL OR e.day < :until)
ORDER BY failed_at DESC, e.event_id
LIMIT :limit
