-- What did the answers for a domain change from and to, and when?
--
-- Parameters:
--   :domain = NULL  the domain; NULL: all
--   :limit = 1000  how many lines
-- Columns:
--   domain         text?    whom it is about
--   check_id       text?    what was looked at
--   outcome        text?    ok, problem, unknown or not-checked
--   asked          text?    the name that was asked
--   first_seen_at  text?    when it was first so
--   checked_at     text?    when it was last so
--   is_current     integer  1 if it was so at the last look
--   checks         integer  looks that found it so
--   detail         text?    details, as JSON
SELECT domain, check_id, outcome, asked, first_seen_at, checked_at, is_current, checks, detail
FROM v1_dns_finding
WHERE (:domain IS NULL OR domain = :domain)
ORDER BY domain, first_seen_at DESC, check_id, asked
LIMIT :limit
