-- Which archives were not changed for the longest time, and what came out of each?
--
-- Parameters:
--   :limit = 20  how many, the oldest
-- Columns:
--   path         text     the file or folder
--   modified_at  text     when it was changed, Universal Time
--   messages     integer  messages read
--   reports      integer  reports in them
--   rejected     integer  messages of which nothing could be read
SELECT path, modified_at, messages, reports, rejected
FROM v1_source
WHERE NOT is_replaced AND modified_at IS NOT NULL AND modified_at > '1970-01-02'
ORDER BY modified_at, path
LIMIT :limit
