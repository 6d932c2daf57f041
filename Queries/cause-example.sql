-- What did a server answer where mail to one domain failed for one reason?
--
-- Parameters:
--   :domain = ?  the destination domain
--   :reason = ?  the reason
--   :side = NULL  ours, theirs, both or unknown: where the failure is to be repaired
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
-- Columns:
--   text      text  what the server said
--   event_id  text  the event; explain shows all of it
SELECT text, event_id
FROM v1_evidence
WHERE is_failure AND domain = :domain AND coalesce(reason, 'no-diagnosis') = :reason
  AND (:side IS NULL OR coalesce(side, 'unknown') = :side) AND text IS NOT NULL
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
LIMIT 1
