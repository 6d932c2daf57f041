extension Schema {
  /// From schema version 3 to 4: what was read elsewhere can be merged.
  ///
  /// `source.is_merged` marks inputs of other machines, which the ledger of local files doesn't look
  /// at; `section` has the books of each content, or part of one, that was merged; `event.judged` has
  /// the rank of the judgement of events that were judged elsewhere or anew (null: their run's).
  static let mergedSources = """
    ALTER TABLE source ADD COLUMN is_merged INTEGER NOT NULL DEFAULT 0 CHECK (is_merged IN (0, 1));
    DROP INDEX source_path;
    CREATE UNIQUE INDEX source_path ON source (path, is_merged, is_folder) WHERE NOT is_replaced;
    CREATE TABLE section (
      source_id INTEGER NOT NULL REFERENCES source (id),
      content TEXT NOT NULL,
      size INTEGER NOT NULL,
      first INTEGER NOT NULL,
      last INTEGER NOT NULL,
      modified INTEGER NOT NULL,
      messages INTEGER NOT NULL,
      with_reports INTEGER NOT NULL,
      not_reports INTEGER NOT NULL,
      rejected INTEGER NOT NULL,
      reports INTEGER NOT NULL,
      is_complete INTEGER NOT NULL CHECK (is_complete IN (0, 1)),
      next_offset INTEGER NOT NULL,
      PRIMARY KEY (source_id, content, size, first, last)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE event ADD COLUMN judged INTEGER;
    """
}
