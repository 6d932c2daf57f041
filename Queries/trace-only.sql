-- How many failures does a message trace show that no bounce speaks of?
--
-- A failure of which a single row of a trace is all there is. Message traces that tell each attempt
-- in a row of its own have several rows for one failure; such failures aren't counted here.
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
-- Columns:
--   failures  integer  deliveries that failed
SELECT count(*) AS failures
FROM (
  SELECT 1
  FROM v1_delivery
  WHERE is_failure AND is_traced AND reports = 1
    AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
  -- So that the view is a question of its own: SQLite leaves out what it joins for nothing.
  LIMIT -1
)
