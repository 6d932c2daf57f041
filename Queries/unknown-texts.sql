-- Which texts does no rule know yet?
--
-- Parameters:
--   :limit = 50  how many texts
-- Columns:
--   events            integer  reports with exactly this text
--   domains           integer  destination domains among them
--   text              text?    the diagnostic text, else what the report tells its reader; null for none
--   reason            reason?  unclassified (there is a text), no-diagnosis (there is none), or what was guessed from similar words
--   last_at           text?    when the last of them happened, Universal Time
--   example_event_id  text?    one of them
SELECT events, domains, text, reason, last_at, example_event_id
FROM v1_unknown
UNION ALL
SELECT
  count(*), count(DISTINCT domain), replace(coalesce(diagnostic, human_text), ' | ', char(10)),
  reason, max(occurred_at), min(event_id)
FROM v1_event
WHERE evidence = 'similar'
GROUP BY coalesce(diagnostic, human_text), reason
ORDER BY events DESC, last_at DESC, text
LIMIT :limit
