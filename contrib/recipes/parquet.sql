-- The events of contrib/spark, which are Parquet by day, in DuckDB:
SELECT domain, count(*) AS failures
FROM read_parquet('out/events/*/*.parquet', hive_partitioning = true)
WHERE kind IN ('failed', 'suppressed') GROUP BY domain ORDER BY failures DESC, domain LIMIT 20;
