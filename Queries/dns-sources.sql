-- In which words do servers refuse an address that sends for us?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :limit = 5000  how many texts
-- Columns:
--   domain     text     the domain of the envelope sender
--   remote_ip  text?    the address of the server that refused
--   text       text     its words
--   failures   integer  reports that have them
SELECT
  lower(substr(sender, instr(sender, '@') + 1)) AS domain, remote_ip, diagnostic AS text,
  count(*) AS failures
FROM v1_event
WHERE reason IN ('spf-fail', 'spf-record-error', 'spf-or-dkim-missing', 'reverse-dns')
  AND kind IN ('failed', 'suppressed', 'delayed') AND instr(sender, '@') > 0
  AND diagnostic IS NOT NULL
  AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
GROUP BY 1, 2, 3
ORDER BY failures DESC, domain, text, remote_ip
LIMIT :limit
