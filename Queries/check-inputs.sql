-- When was each archive last changed, as far as it was read?
--
-- Columns:
--   path         text  the file or folder
--   modified_at  text  when it was changed, Universal Time
SELECT path, modified_at
FROM v1_source
WHERE NOT is_replaced AND modified_at IS NOT NULL AND modified_at > '1970-01-02'
ORDER BY path
