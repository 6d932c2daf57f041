extension Schema {
  /// The tables of schema versions from 2 on.
  ///
  /// They may change; the views are the contract.
  static let tables = """
    CREATE TABLE meta (
      key TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Closed sets. A program that knows more names than the file adds them when it writes.
    CREATE TABLE kind (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
      is_failure INTEGER NOT NULL CHECK (is_failure IN (0, 1))
    ) STRICT;
    CREATE TABLE side (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE phase (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE evidence (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE permanence (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE problem (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE actor (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE cause (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE reason (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
      cause_id INTEGER NOT NULL REFERENCES cause (id),
      permanence_id INTEGER NOT NULL REFERENCES permanence (id),
      actors TEXT NOT NULL,
      cause_line TEXT NOT NULL
    ) STRICT;

    -- Open sets.
    CREATE TABLE domain (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE host (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE rule (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE catalogue (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

    CREATE TABLE run (
      id INTEGER PRIMARY KEY,
      command TEXT NOT NULL,
      version TEXT NOT NULL,
      catalogue_id INTEGER NOT NULL REFERENCES catalogue (id),
      started_at INTEGER NOT NULL,
      finished_at INTEGER,
      files_new INTEGER NOT NULL DEFAULT 0,
      files_unchanged INTEGER NOT NULL DEFAULT 0,
      files_failed INTEGER NOT NULL DEFAULT 0,
      messages INTEGER NOT NULL DEFAULT 0,
      with_reports INTEGER NOT NULL DEFAULT 0,
      not_reports INTEGER NOT NULL DEFAULT 0,
      rejected INTEGER NOT NULL DEFAULT 0,
      reports INTEGER NOT NULL DEFAULT 0,
      events_new INTEGER NOT NULL DEFAULT 0,
      duplicates INTEGER NOT NULL DEFAULT 0,
      late INTEGER NOT NULL DEFAULT 0,
      unknown INTEGER NOT NULL DEFAULT 0,
      rejects INTEGER NOT NULL DEFAULT 0,
      seconds REAL
    ) STRICT;

    -- The ledger: one row for each content that a file, folder or stream had. When the content is
    -- replaced, the row stays with is_replaced = 1, because its events stay.
    CREATE TABLE source (
      id INTEGER PRIMARY KEY,
      path TEXT NOT NULL,
      device INTEGER NOT NULL,
      inode INTEGER NOT NULL,
      size INTEGER NOT NULL,
      modified INTEGER NOT NULL,
      is_folder INTEGER NOT NULL CHECK (is_folder IN (0, 1)),
      is_replaced INTEGER NOT NULL DEFAULT 0 CHECK (is_replaced IN (0, 1)),
      run_id INTEGER NOT NULL REFERENCES run (id),
      messages INTEGER NOT NULL DEFAULT 0,
      with_reports INTEGER NOT NULL DEFAULT 0,
      not_reports INTEGER NOT NULL DEFAULT 0,
      rejected INTEGER NOT NULL DEFAULT 0,
      reports INTEGER NOT NULL DEFAULT 0,
      events_new INTEGER NOT NULL DEFAULT 0,
      duplicates INTEGER NOT NULL DEFAULT 0,
      is_complete INTEGER NOT NULL DEFAULT 0 CHECK (is_complete IN (0, 1)),
      next_offset INTEGER NOT NULL DEFAULT 0,
      next_record INTEGER NOT NULL DEFAULT 0,
      fingerprint TEXT NOT NULL DEFAULT '',
      before_messages INTEGER NOT NULL DEFAULT 0,
      before_with_reports INTEGER NOT NULL DEFAULT 0,
      before_not_reports INTEGER NOT NULL DEFAULT 0,
      before_rejected INTEGER NOT NULL DEFAULT 0,
      before_reports INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE UNIQUE INDEX source_path ON source (path) WHERE NOT is_replaced;
    CREATE INDEX source_inode ON source (device, inode);

    -- Maildir messages that were read, by the hash of their unique name.
    CREATE TABLE member (
      source_id INTEGER NOT NULL REFERENCES source (id),
      name_hash INTEGER NOT NULL,
      PRIMARY KEY (source_id, name_hash)
    ) STRICT, WITHOUT ROWID;

    -- delivery and event: see keyedTables.

    -- Further places where an event was seen; event.source_id has the first one by path and offset.
    -- The key's columns come first: integrity_check of SQLite 3.40 confuses them otherwise.
    CREATE TABLE sighting (
      event_id INTEGER NOT NULL REFERENCES event (id),
      source_id INTEGER NOT NULL REFERENCES source (id),
      offset INTEGER NOT NULL,
      path TEXT NOT NULL,
      record INTEGER NOT NULL,
      PRIMARY KEY (event_id, source_id, offset, path)
    ) STRICT, WITHOUT ROWID;

    -- Reports of pruned deliveries that happened after the last frozen day: when they are met again,
    -- they are late too.
    CREATE TABLE frozen (
      event_id BLOB NOT NULL PRIMARY KEY CHECK (length(event_id) = 16),
      day TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE reject (
      id INTEGER PRIMARY KEY,
      source_id INTEGER NOT NULL REFERENCES source (id),
      run_id INTEGER NOT NULL REFERENCES run (id),
      path TEXT NOT NULL,
      record INTEGER NOT NULL,
      offset INTEGER NOT NULL,
      problem_id INTEGER NOT NULL REFERENCES problem (id),
      detail TEXT NOT NULL,
      loses_message INTEGER NOT NULL CHECK (loses_message IN (0, 1))
    ) STRICT;
    CREATE INDEX reject_source ON reject (source_id, offset);

    -- Deliveries counted; '' and 0 stand for what isn't known.
    CREATE TABLE domain_day (
      domain_id INTEGER NOT NULL,
      day TEXT NOT NULL,
      kind_id INTEGER NOT NULL REFERENCES kind (id),
      reason_id INTEGER NOT NULL,
      expired INTEGER NOT NULL CHECK (expired IN (0, 1)),
      side_id INTEGER NOT NULL,
      is_traced INTEGER NOT NULL CHECK (is_traced IN (0, 1)),
      deliveries INTEGER NOT NULL,
      PRIMARY KEY (domain_id, day, kind_id, reason_id, expired, side_id, is_traced)
    ) STRICT, WITHOUT ROWID;

    -- The same over all days, for questions without a period.
    CREATE TABLE domain_total (
      domain_id INTEGER NOT NULL,
      kind_id INTEGER NOT NULL REFERENCES kind (id),
      reason_id INTEGER NOT NULL,
      expired INTEGER NOT NULL CHECK (expired IN (0, 1)),
      side_id INTEGER NOT NULL,
      is_traced INTEGER NOT NULL CHECK (is_traced IN (0, 1)),
      deliveries INTEGER NOT NULL,
      PRIMARY KEY (domain_id, kind_id, reason_id, expired, side_id, is_traced)
    ) STRICT, WITHOUT ROWID;
    """

  /// The two large tables, whose rows are found by keys.
  ///
  /// segment numbers stretches of rows, for ``KeyIndex``.
  static let keyedTables = """
    -- One row per message and recipient. What it says follows from its events and is kept here so
    -- that counting doesn't read them. decided_by is the event whose verdict counts; is_traced tells
    -- whether a message trace speaks of it, so that it belongs to a known volume.
    CREATE TABLE delivery (
      id INTEGER PRIMARY KEY,
      key BLOB NOT NULL CHECK (length(key) = 16),
      decided_by INTEGER NOT NULL,
      reports INTEGER NOT NULL,
      kind_id INTEGER NOT NULL REFERENCES kind (id),
      domain_id INTEGER REFERENCES domain (id),
      day TEXT NOT NULL,
      occurred_at INTEGER,
      last_at INTEGER,
      reason_id INTEGER REFERENCES reason (id),
      expired INTEGER NOT NULL CHECK (expired IN (0, 1)),
      side_id INTEGER REFERENCES side (id),
      evidence_id INTEGER REFERENCES evidence (id),
      host_id INTEGER REFERENCES host (id),
      is_traced INTEGER NOT NULL CHECK (is_traced IN (0, 1)),
      segment INTEGER NOT NULL
    ) STRICT;

    -- One row per report. Lists are joined by line feeds. status is class * 1000000 + subject * 1000
    -- + detail; path is '' where it is the source's.
    CREATE TABLE event (
      id INTEGER PRIMARY KEY,
      event_id BLOB NOT NULL CHECK (length(event_id) = 16),
      delivery_id INTEGER NOT NULL,
      kind_id INTEGER NOT NULL REFERENCES kind (id),
      run_id INTEGER NOT NULL REFERENCES run (id),
      source_id INTEGER NOT NULL REFERENCES source (id),
      path TEXT NOT NULL,
      record INTEGER NOT NULL,
      offset INTEGER NOT NULL,
      day TEXT NOT NULL,
      occurred_at INTEGER,
      arrived_at INTEGER,
      last_attempt_at INTEGER,
      reported_at INTEGER,
      retried_for INTEGER,
      attempts INTEGER,
      domain_id INTEGER REFERENCES domain (id),
      reason_id INTEGER REFERENCES reason (id),
      expired INTEGER NOT NULL CHECK (expired IN (0, 1)),
      side_id INTEGER REFERENCES side (id),
      evidence_id INTEGER REFERENCES evidence (id),
      rule_id INTEGER REFERENCES rule (id),
      catalogue_id INTEGER NOT NULL REFERENCES catalogue (id),
      phase_id INTEGER REFERENCES phase (id),
      reply_code INTEGER,
      status INTEGER,
      stated_action_id INTEGER REFERENCES kind (id),
      microsoft_owner_id INTEGER REFERENCES actor (id),
      reporting_mta_id INTEGER REFERENCES host (id),
      generating_server_id INTEGER REFERENCES host (id),
      remote_host_id INTEGER REFERENCES host (id),
      remote_ip TEXT,
      remote_port INTEGER,
      recipient TEXT,
      original_recipient TEXT,
      sender TEXT,
      message_id TEXT,
      report_id TEXT,
      network_message_id TEXT,
      queue_id TEXT,
      language TEXT,
      originator_org_id INTEGER REFERENCES domain (id),
      report_from_domain_id INTEGER REFERENCES domain (id),
      diagnostics TEXT,
      last_errors TEXT,
      human_text TEXT,
      hops TEXT,
      is_trace INTEGER NOT NULL CHECK (is_trace IN (0, 1)),
      segment INTEGER NOT NULL
    ) STRICT;

    -- The reports at or after source.next_offset: reading that goes on there replaces them.
    -- row is the event's, 0 where it isn't stored.
    CREATE TABLE tail (
      source_id INTEGER NOT NULL REFERENCES source (id),
      offset INTEGER NOT NULL,
      event_id BLOB NOT NULL,
      was_new INTEGER NOT NULL CHECK (was_new IN (0, 1)),
      row INTEGER NOT NULL,
      PRIMARY KEY (source_id, offset, event_id)
    ) STRICT, WITHOUT ROWID;

    -- Filters of full segments: which keys they can't hold. Those of rows that were deleted since
    -- may still be in them.
    CREATE TABLE key_filter (
      keys TEXT NOT NULL CHECK (keys IN ('event', 'delivery', 'message')),
      segment INTEGER NOT NULL,
      filter BLOB NOT NULL,
      PRIMARY KEY (keys, segment)
    ) STRICT;

    -- Message-IDs of events that were replaced or removed since bounces and traces were joined last.
    CREATE TABLE link_due (message_id TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
    """

  /// The indexes of the large tables that there are from the start.
  static let keyIndexes = """
    CREATE UNIQUE INDEX delivery_key ON delivery (segment, key);
    CREATE UNIQUE INDEX event_key ON event (segment, event_id) WHERE NOT \(isBound);
    CREATE UNIQUE INDEX event_delivery ON event (delivery_id, event_id);
    """

  /// From schema version 1, where one index held all keys, to version 2.
  static let segmentKeys = """
    PRAGMA legacy_alter_table = ON;
    ALTER TABLE delivery RENAME TO delivery_of_version_1;
    ALTER TABLE event RENAME TO event_of_version_1;
    ALTER TABLE tail RENAME TO tail_of_version_1;
    \(keyedTables)
    INSERT INTO delivery SELECT *, (id - 1) / \(KeyIndex.capacity) FROM delivery_of_version_1;
    INSERT INTO event SELECT *, (id - 1) / \(KeyIndex.capacity) FROM event_of_version_1;
    INSERT INTO tail
    SELECT t.*, coalesce((SELECT e.id FROM event_of_version_1 AS e WHERE e.event_id = t.event_id), 0)
    FROM tail_of_version_1 AS t;
    DROP TABLE tail_of_version_1;
    DROP TABLE delivery_of_version_1;
    DROP TABLE event_of_version_1;
    \(keyIndexes)
    UPDATE meta SET value = CASE value WHEN '3' THEN '7' WHEN '2' THEN '4' ELSE value END
      WHERE key = 'linkable';
    PRAGMA legacy_alter_table = OFF;
    """

  /// Whether the identity of a row of `event` contains that of its delivery, as it does for rows of
  /// traces with a network message id and recipient: then the delivery leads to it, and nothing
  /// ever moves it to another one.
  static let isBound = """
    (is_trace AND network_message_id IS NOT NULL AND recipient IS NOT NULL)
    """

  /// Whether a row of `event` can be joined by its Message-ID to a row of a trace.
  static let isLinkable = "NOT \(isBound) AND message_id IS NOT NULL"

  /// Whether a row of `event` is of a trace and can be joined to others by its Message-ID.
  static let isTraced = "is_trace AND message_id IS NOT NULL"

  /// Indexes that lead from a Message-ID to the events of both kinds in a segment; made once there
  /// are both.
  static let linkIndexes = """
    CREATE INDEX IF NOT EXISTS event_to_link ON event (segment, message_id) WHERE \(isLinkable);
    CREATE INDEX IF NOT EXISTS event_of_trace ON event (segment, message_id) WHERE \(isTraced);
    """

  /// Indexes that pay only once the first load is done.
  ///
  /// A night adds to the newest segment alone, which stays small; who asks for a domain looks into
  /// each segment, which SQLite does by itself where ``PlannerStatistics`` say that they are few.
  static let lateIndexes = """
    CREATE INDEX IF NOT EXISTS delivery_domain ON delivery (segment, domain_id, day);
    """

  /// New in schema version 4: the list and the address that the deciding texts of refusals name.
  ///
  /// Of events that were judged by an older program they are known once those are judged anew.
  static let blocks = """
    CREATE TABLE block (
      event_id INTEGER NOT NULL PRIMARY KEY REFERENCES event (id),
      list TEXT,
      address TEXT,
      CHECK (list IS NOT NULL OR address IS NOT NULL)
    ) STRICT;

    CREATE VIEW v1_block AS
    SELECT
      lower(hex(d.key)) AS delivery_id, lower(hex(e.event_id)) AS event_id,
      dn.name AS domain, nullif(d.day, '') AS day,
      strftime('%Y-%m-%dT%H:%M:%SZ', d.last_at, 'unixepoch') AS last_at,
      r.name AS reason, b.list, b.address, rh.name AS remote_host
    FROM block AS b
    -- From the few blocks to their failures, whatever SQLite knows of the sizes of the tables.
    CROSS JOIN event AS e ON e.id = b.event_id
    CROSS JOIN delivery AS d ON d.id = e.delivery_id AND d.decided_by = e.id
    JOIN kind AS k ON k.id = d.kind_id AND k.is_failure
    JOIN reason AS r ON r.id = d.reason_id
    LEFT JOIN domain AS dn ON dn.id = d.domain_id
    LEFT JOIN host AS rh ON rh.id = d.host_id;
    """

  /// From schema version 2, whose index of domains was one for all segments, to version 3.
  static let domainsBySegment = """
    DROP INDEX IF EXISTS delivery_domain;
    \(lateIndexes)
    """
}
