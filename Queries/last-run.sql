-- Which run wrote last?
--
-- Columns:
--   run                integer   its number
--   command            text      what ran
--   version            text      version of the program
--   catalogue_version  text      version of the rule catalogue
--   finished_at        text?     when it ended, Universal Time; null for one that was killed
--   files_new          integer?  files it read
--   messages           integer   messages it read
--   seconds            real?     how long it took
SELECT run, command, version, catalogue_version, finished_at, files_new, messages, seconds
FROM v1_run
ORDER BY run DESC
LIMIT 1
