-- What did `retour dns` find out about each domain, or about one of them, the last time?
--
-- Parameters:
--   :domain = NULL  the domain; NULL: all
--   :limit = 1000  how many lines
-- Columns:
--   domain         text?  whom it is about
--   check_id       text?  what was looked at; Docs/DNS.md says of each what it means
--   outcome        text?  ok, problem, unknown or not-checked
--   severity       text?  what follows for mail: fault, warning, hint or fact
--   asked          text?  the name that was asked
--   qtype          text?  the type of records that was asked for
--   first_seen_at  text?  when it was first so
--   checked_at     text?  when it was last so
--   detail         text?  details, as JSON
SELECT domain, check_id, outcome, severity, asked, qtype, first_seen_at, checked_at, detail
FROM v1_dns_finding
WHERE is_current AND (:domain IS NULL OR domain = :domain)
ORDER BY domain,
  CASE severity WHEN 'fault' THEN 0 WHEN 'warning' THEN 1 WHEN 'hint' THEN 2 ELSE 3 END,
  check_id, asked, qtype
LIMIT :limit
