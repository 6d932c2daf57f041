-- How new are the newest failure and the newest input, for metrics?
--
-- Parameters:
--   :until = NULL  the day after the last one that counts, YYYY-MM-DD; NULL: all count
-- Columns:
--   newest_day    integer?  the beginning of the newest day with a failure, seconds since 1970; null for none
--   newest_input  integer?  when the newest input was changed, likewise
SELECT
  (
    SELECT CAST(strftime('%s', max(day)) AS INTEGER) FROM v1_domain_day
    WHERE failures > 0 AND (:until IS NULL OR day < :until)
  ) AS newest_day,
  (
    SELECT CAST(strftime('%s', max(modified_at)) AS INTEGER) FROM v1_source
    WHERE NOT is_replaced AND modified_at > '1970-01-02'
  ) AS newest_input
