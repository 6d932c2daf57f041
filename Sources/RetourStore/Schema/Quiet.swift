import GRDB

extension Schema {
  /// New in schema version 5: deliveries of which one row of a trace is all that is known.
  ///
  /// Most rows of a trace say that mail arrived, and nobody asks for one of them. Each would be a row of
  /// `delivery` and one of `event`, with three keys in indexes; here it is one, and none. What a second
  /// report speaks of, and what bounces may be joined to, becomes a delivery with events (``QuietWriter``).
  static let quiet = """
    -- What stands behind the @ of senders and Message-IDs.
    CREATE TABLE suffix (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

    -- Deliveries with one report that has neither cause nor words, in batches that are sorted. day counts
    -- from 1970-01-01; recipient is what stands before the @ and the domain; remote_ip is a number where
    -- it is an IPv4 address; is_arrival tells whether the message came in at occurred_at. The key's
    -- columns come first: integrity_check of SQLite 3.40 confuses them otherwise.
    CREATE TABLE quiet (
      batch INTEGER NOT NULL REFERENCES quiet_batch (batch),
      domain_id INTEGER NOT NULL REFERENCES domain (id),
      key BLOB NOT NULL CHECK (length(key) = 16),
      event_id BLOB NOT NULL CHECK (length(event_id) = 16),
      kind_id INTEGER NOT NULL REFERENCES kind (id),
      run_id INTEGER NOT NULL REFERENCES run (id),
      source_id INTEGER NOT NULL REFERENCES source (id),
      record INTEGER NOT NULL,
      offset INTEGER NOT NULL,
      day INTEGER,
      occurred_at INTEGER,
      is_arrival INTEGER NOT NULL CHECK (is_arrival IN (0, 1)),
      recipient TEXT NOT NULL,
      sender TEXT,
      sender_suffix_id INTEGER REFERENCES suffix (id),
      message TEXT,
      message_suffix_id INTEGER REFERENCES suffix (id),
      network BLOB NOT NULL CHECK (length(network) = 16),
      remote_ip ANY,
      PRIMARY KEY (batch, domain_id, key)
    ) STRICT, WITHOUT ROWID;

    -- last_run is the newest run that added to a batch; no row is of a day before first_day. The filters tell which keys and which Message-IDs
    -- it can't hold; those of rows that left it since may still be in them. None was made yet where they
    -- are null.
    CREATE TABLE quiet_batch (
      batch INTEGER PRIMARY KEY,
      rows INTEGER NOT NULL,
      last_run INTEGER NOT NULL REFERENCES run (id),
      first_day INTEGER,
      keys BLOB,
      messages BLOB
    ) STRICT;
    """

  /// What quiet deliveries say, with the columns of `event` and the key of the delivery: a table for
  /// FROM.
  static let quietEvents = """
    (SELECT
      NULL AS id, q.event_id, q.key, q.batch, NULL AS delivery_id, q.kind_id, q.run_id, q.source_id,
      '' AS path, q.record, q.offset,
      coalesce(\(quietDay), '') AS day,
      q.occurred_at, CASE WHEN q.is_arrival THEN q.occurred_at END AS arrived_at,
      NULL AS last_attempt_at, NULL AS reported_at, NULL AS retried_for, NULL AS attempts,
      q.domain_id, NULL AS reason_id, 0 AS expired, NULL AS side_id, NULL AS evidence_id,
      NULL AS rule_id, n.catalogue_id, NULL AS phase_id, NULL AS reply_code, NULL AS status,
      NULL AS stated_action_id, NULL AS microsoft_owner_id, NULL AS reporting_mta_id,
      NULL AS generating_server_id, NULL AS remote_host_id, \(quietAddress) AS remote_ip,
      NULL AS remote_port, q.recipient || '@' || qd.name AS recipient, NULL AS original_recipient,
      \(quietSender) AS sender, \(quietMessage) AS message_id, NULL AS report_id,
      \(quietNetwork) AS network_message_id, NULL AS queue_id, NULL AS language,
      NULL AS originator_org_id, NULL AS report_from_domain_id, NULL AS diagnostics,
      NULL AS last_errors, NULL AS human_text, NULL AS hops, 1 AS is_trace, NULL AS judged
    FROM quiet AS q
    JOIN domain AS qd ON qd.id = q.domain_id
    JOIN run AS n ON n.id = q.run_id
    LEFT JOIN suffix AS ss ON ss.id = q.sender_suffix_id
    LEFT JOIN suffix AS ms ON ms.id = q.message_suffix_id)
    """

  /// The address of the other server as text.
  static let quietAddress = """
    CASE typeof(q.remote_ip) WHEN 'integer' THEN
      (q.remote_ip >> 24) || '.' || (q.remote_ip >> 16 & 255) || '.' || (q.remote_ip >> 8 & 255)
        || '.' || (q.remote_ip & 255)
    ELSE q.remote_ip END
    """

  /// The network message id as text.
  static let quietNetwork = """
    lower(substr(hex(q.network), 1, 8) || '-' || substr(hex(q.network), 9, 4) || '-'
      || substr(hex(q.network), 13, 4) || '-' || substr(hex(q.network), 17, 4) || '-'
      || substr(hex(q.network), 21))
    """

  private static let quietSender = "coalesce(q.sender || '@' || ss.name, q.sender)"
  private static let quietMessage = "coalesce(q.message || '@' || ms.name, q.message)"
  private static let quietDay = "strftime('%Y-%m-%d', q.day * 86400, 'unixepoch')"
  private static let quietTime = "strftime('%Y-%m-%dT%H:%M:%SZ', q.occurred_at, 'unixepoch')"

  /// Batch by batch, so that SQLite looks for a domain in each.
  private static let quietTables = """
    quiet_batch AS b
    JOIN quiet AS q ON q.batch = b.batch
    JOIN domain AS dn ON dn.id = q.domain_id
    JOIN kind AS k ON k.id = q.kind_id
    LEFT JOIN suffix AS ss ON ss.id = q.sender_suffix_id
    LEFT JOIN suffix AS ms ON ms.id = q.message_suffix_id
    """

  /// The first columns of `v1_delivery` and `v1_evidence`.
  private static let quietHead = """
    lower(hex(q.key)), lower(hex(q.event_id)), k.name, 0, dn.name, q.recipient || '@' || dn.name, NULL,
      \(quietSender), \(quietMessage)
    """

  /// The rows of `v1_event` that are quiet deliveries.
  static let quietEventRows = """
    SELECT
      1, lower(hex(q.event_id)), lower(hex(q.key)), k.name, s.path, q.record, q.offset,
      q.recipient || '@' || dn.name, NULL, dn.name, \(quietSender), \(quietMessage), NULL,
      \(quietNetwork), NULL, \(quietTime), \(quietDay), CASE WHEN q.is_arrival THEN \(quietTime) END,
      NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, ca.name,
      NULL, \(quietAddress), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, q.run_id, 'trace'
    FROM \(quietTables)
    JOIN source AS s ON s.id = q.source_id
    JOIN run AS n ON n.id = q.run_id
    JOIN catalogue AS ca ON ca.id = n.catalogue_id
    """

  /// The rows of `v1_delivery` that are quiet; none of them failed.
  static let quietDeliveryRows = """
    SELECT
      \(quietHead), \(quietDay), \(quietTime), \(quietTime),
      NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, \(quietAddress), 1, 1, NULL,
      CASE WHEN k.name = 'delivered' AND NOT q.is_arrival THEN q.occurred_at - q.occurred_at END
    FROM \(quietTables)
    """

  /// The rows of `v1_evidence` that are quiet deliveries.
  static let quietEvidenceRows = """
    SELECT
      \(quietHead), NULL, \(quietDay), \(quietTime), \(quietTime),
      NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, \(quietAddress), NULL, NULL, NULL,
      NULL, NULL
    FROM \(quietTables)
    """

  /// Whether a database has quiet deliveries, as it has since version 5.
  static func hasQuiet(_ db: Database) throws -> Bool { try db.tableExists("quiet") }
}
