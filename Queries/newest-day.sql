-- Up to which day do failures reach?
--
-- Parameters:
--   :until = NULL  the day after the last one that counts, YYYY-MM-DD; NULL: all count
-- Columns:
--   day  text?  the newest day with a failure, in the database's time zone; null for none
SELECT max(day) AS day FROM v1_domain_day WHERE kind IN ('failed', 'suppressed')
  AND (:until IS NULL OR day < :until)
