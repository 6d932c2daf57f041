-- Which deliveries to one domain failed: one line each, the newest first?
--
-- Parameters:
--   :domain = ?  the destination domain
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
-- Columns:
--   occurred_at        text?     when it failed, Universal Time
--   event_id           text      the event that decides
--   recipient          text?     the recipient as the sender wrote it
--   sender             text?     the envelope sender
--   message_id         text?     Message-ID of the original message
--   queue_id           text?     queue id at the reporting server
--   reason             reason?   the reason
--   cause              text?     its cause; expiry's two meanings are two lines
--   side               side?     ours, theirs, both or unknown
--   expired            integer?  1 if it was given up after retries
--   remote_host        text?     the server that refused or could not be reached
--   remote_ip          text?     its address
--   reporting_mta      text?     the server that wrote the report
--   generating_server  text?     the server that Exchange names as the generator
--   phase              phase?    stage of the SMTP session
--   reply_code         integer?  reply code of SMTP
--   status             text?     enhanced status code
--   attempts           integer?  how often it was tried, only as stated
--   retried_for_s      integer?  how long it was tried, in seconds
--   text               text?     what the servers said
--   last_at            text?     when the last of its reports happened, Universal Time
--   day                text?     the day, in the database's time zone
--   final_recipient    text?     the recipient that was tried, elsewhere where mail was forwarded
SELECT
  occurred_at, event_id, coalesce(original_recipient, recipient) AS recipient, sender, message_id,
  queue_id, coalesce(reason, 'no-diagnosis') AS reason, cause_line AS cause,
  coalesce(side, 'unknown') AS side, expired, remote_host, remote_ip, reporting_mta,
  generating_server, phase, reply_code, status, attempts, retried_for_s, text,
  last_at, day, recipient AS final_recipient
FROM v1_evidence
WHERE is_failure AND domain = :domain
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
ORDER BY occurred_at DESC, event_id
