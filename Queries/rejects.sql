-- What could not be read, and why?
--
-- Parameters:
--   :limit = 20  how many lines
-- Columns:
--   problem      text     what is wrong
--   rejects      integer  how often
--   source_path  text     a file where it was met
--   offset       integer  the byte there
--   detail       text?    why, in words
SELECT problem, count(*) AS rejects, min(source_path) AS source_path, min(offset) AS offset,
  min(detail) AS detail
FROM v1_reject
GROUP BY problem
ORDER BY rejects DESC, problem
LIMIT :limit
