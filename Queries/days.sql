-- Of which days does anything speak that was read, and on which of them did mail fail?
--
-- A day that isn't among them is one without data: that nothing failed on it is not known.
--
-- Columns:
--   day       text     the day, in the database's time zone
--   failures  integer  1 if mail failed on it, else 0
SELECT day, max(failed) AS failures
FROM (SELECT DISTINCT day, failures > 0 AS failed FROM v1_domain_day WHERE day IS NOT NULL)
GROUP BY day
ORDER BY day
