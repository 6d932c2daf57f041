-- Up to which day do failures reach?
--
-- Columns:
--   day  the newest day with a failure, in the database's time zone; null for none
SELECT max(day) AS day FROM v1_domain_day WHERE kind IN ('failed', 'suppressed')
