-- Which run wrote last?
--
-- Columns:
--   run                its number
--   command            what ran
--   version            version of the program
--   catalogue_version  version of the rule catalogue
--   finished_at        when it ended, Universal Time; null for one that was killed
--   files_new          files it read
--   messages           messages it read
--   seconds            how long it took
SELECT run, command, version, catalogue_version, finished_at, files_new, messages, seconds
FROM v1_run
ORDER BY run DESC
LIMIT 1
