-- Which lists and servers refuse which of our addresses?
--
-- List and address are read out of what servers answered; one of them may be missing. What an
-- older program judged is here once it is judged anew (retour reclassify --all).
--
-- Parameters:
--   :since = NULL  the first day, YYYY-MM-DD; NULL: from the beginning
--   :until = NULL  the day after the last one, YYYY-MM-DD; NULL: to the end
--   :domain = NULL  only this destination domain
--   :limit = 20  how many lines
-- Columns:
--   list       text?    the block list; null where a server refuses without naming one
--   address    text?    the address that is refused; null where the answer doesn't say
--   reason     reason?  the most frequent reason
--   failures   integer  deliveries that failed for it
--   domains    integer  different destination domains among them
--   example    text?    one of the domains
--   first_day  text?    the first day with such a failure
--   last_day   text?    the last
SELECT
  list, address, max(reason) AS reason, sum(failures) AS failures,
  count(DISTINCT domain) AS domains, min(domain) AS example,
  min(first_day) AS first_day, max(last_day) AS last_day
FROM (
  SELECT
    list, address, domain,
    first_value(reason) OVER (
      PARTITION BY list, address ORDER BY count(*) DESC, reason) AS reason,
    count(*) AS failures, min(day) AS first_day, max(day) AS last_day
  FROM v1_block
  WHERE (:domain IS NULL OR domain = :domain)
    AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR day < :until)
  GROUP BY list, address, reason, domain
)
GROUP BY list, address
ORDER BY failures DESC, list, address
LIMIT :limit
