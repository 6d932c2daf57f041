-- What did the servers answer for one domain: the newest failures of each reason and side, one per
-- remote server?
--
-- Parameters:
--   :domain = ?  the destination domain
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :limit = 5  how many for each reason and side
-- Columns:
--   reason             reason?   the reason
--   side               side?     ours, theirs, both or unknown
--   last_at            text?     when it failed last, Universal Time
--   event_id           text      the event that decides
--   recipient          text?     the recipient as the sender wrote it
--   sender             text?     the envelope sender
--   message_id         text?     Message-ID of the original message
--   queue_id           text?     queue id at the reporting server
--   remote_host        text?     the server that refused or could not be reached
--   remote_ip          text?     its address
--   reporting_mta      text?     the server that wrote the report
--   generating_server  text?     the server that Exchange names as the generator
--   phase              phase?    stage of the SMTP session
--   reply_code         integer?  reply code of SMTP
--   status             text?     enhanced status code
--   attempts           integer?  how often it was tried, only as stated
--   retried_for_s      integer?  how long it was tried, in seconds
--   expired            integer?  1 if it was given up after retries
--   text               text?     what the servers said
WITH
  failure AS (
    SELECT
      coalesce(reason, 'no-diagnosis') AS reason, coalesce(side, 'unknown') AS side, last_at,
      event_id, coalesce(original_recipient, recipient) AS recipient, sender, message_id, queue_id,
      remote_host, remote_ip, reporting_mta, generating_server, phase, reply_code, status, attempts,
      retried_for_s, expired, text
    FROM v1_evidence
    WHERE is_failure AND domain = :domain
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
  ),
  newest AS (
    SELECT
      *,
      row_number() OVER (
        PARTITION BY reason, side, coalesce(remote_host, remote_ip)
        ORDER BY last_at DESC, event_id) AS turn
    FROM failure
  ),
  placed AS (
    SELECT
      *, row_number() OVER (PARTITION BY reason, side ORDER BY last_at DESC, event_id) AS place
    FROM newest
    WHERE turn = 1
  )
SELECT
  reason, side, last_at, event_id, recipient, sender, message_id, queue_id, remote_host, remote_ip,
  reporting_mta, generating_server, phase, reply_code, status, attempts, retried_for_s, expired,
  text
FROM placed
WHERE place <= :limit
ORDER BY reason, side, place
