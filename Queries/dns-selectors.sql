-- With which DKIM keys were our messages signed that came back?
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
-- Columns:
--   domain    text?  the domain that signs
--   selector  text?  which of its keys
--   last_day  text?  the last day of a message that came back with it, in Universal Time
SELECT domain, selector, last_day FROM v1_signing_key
WHERE (:since IS NULL OR last_day >= :since) AND (:until IS NULL OR last_day < :until)
ORDER BY domain, last_day DESC, selector
