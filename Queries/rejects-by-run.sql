-- What could each run not read, one line for each?
--
-- Parameters:
--   :run = NULL  the number of a run; NULL: all of them
--   :limit = 1000  how many lines
-- Columns:
--   run            integer   the run that met it
--   source_path    text      the file
--   offset         integer?  the byte at which it begins, after decompression
--   record         integer   the number of the message in the file, from 0
--   problem        text      what is wrong
--   detail         text?     why, in words
--   loses_message  integer   1 if a whole message is lost with it
SELECT run, source_path, offset, record, problem, detail, loses_message
FROM v1_reject
WHERE :run IS NULL OR run = :run
ORDER BY run DESC, source_path, problem <> 'more', offset, record
LIMIT :limit
