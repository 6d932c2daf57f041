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
    CREATE TABLE quiet_batch \(batchColumns);
    """

  private static let batchColumns = """
    (
      batch INTEGER PRIMARY KEY,
      rows INTEGER NOT NULL,
      last_run INTEGER NOT NULL REFERENCES run (id),
      first_day INTEGER,
      keys BLOB,
      messages BLOB
    ) STRICT
    """

  /// New in schema version 6: the same for what logs and services call delivered, and what knows rows of
  /// traces again.
  ///
  /// A log tells of fifty times as much mail as bounces do. Of what arrived is kept what counts it, joins
  /// it and finds it again; all else only where the configuration wants it (``Store/keepsDelivered``).
  static let quietLog = """
    -- Deliveries of which only the log of a server, or the event of a service, says that they arrived, in
    -- batches as those of quiet. kind_id is that of the delivery: relayed where a smart host took it.
    CREATE TABLE quiet_log (
      batch INTEGER NOT NULL REFERENCES quiet_log_batch (batch),
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
      recipient TEXT NOT NULL,
      message TEXT,
      message_suffix_id INTEGER REFERENCES suffix (id),
      remote_ip ANY,
      queue_id TEXT NOT NULL,
      reporting_mta_id INTEGER REFERENCES host (id),
      host_id INTEGER REFERENCES host (id),
      arrived_at INTEGER,
      last_attempt_at INTEGER,
      retried_for INTEGER,
      attempts INTEGER,
      PRIMARY KEY (batch, domain_id, key)
    ) STRICT, WITHOUT ROWID;

    -- As quiet_batch.
    CREATE TABLE quiet_log_batch \(batchColumns);

    -- Rows of quiet that follow each other in an export, by a hash of all that they say: what needn't be
    -- looked for row by row where it stands in another export. source_id is that of their places.
    CREATE TABLE known_stretch (
      id BLOB PRIMARY KEY CHECK (length(id) = 16),
      source_id INTEGER NOT NULL REFERENCES source (id),
      first_day INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  /// The address of the other server as text.
  static let quietAddress = """
    CASE typeof(q.remote_ip) WHEN 'integer' THEN
      (q.remote_ip >> 24) || '.' || (q.remote_ip >> 16 & 255) || '.' || (q.remote_ip >> 8 & 255)
        || '.' || (q.remote_ip & 255)
    ELSE q.remote_ip END
    """

  fileprivate static let quietRecipient = "q.recipient || '@' || dn.name"
  fileprivate static let quietDay = "strftime('%Y-%m-%d', q.day * 86400, 'unixepoch')"
  fileprivate static let quietTime = time("q.occurred_at")

  fileprivate static func time(_ column: String) -> String {
    "strftime('%Y-%m-%dT%H:%M:%SZ', \(column), 'unixepoch')"
  }
}

/// In which of two tables a delivery is kept of which a single report is all that is known.
enum QuietForm: CaseIterable {
  /// The row of a message trace.
  case trace
  /// What the log of a server, or the event of a service, says of mail that arrived.
  case log

  /// Its rows.
  var table: String { self == .trace ? "quiet" : "quiet_log" }

  /// The batches in which they stand.
  var batches: String { "\(table)_batch" }

  /// Those that a database has, as it does since versions 5 and 6.
  static func present(in db: Database) throws -> [QuietForm] {
    try allCases.filter { try db.tableExists($0.table) }
  }

  // MARK: What the rows say

  /// The Message-ID as text; `ms` is the suffix.
  static let message = "coalesce(q.message || '@' || ms.name, q.message)"

  /// The network message id as text.
  private static let network = """
    lower(substr(hex(q.network), 1, 8) || '-' || substr(hex(q.network), 9, 4) || '-'
      || substr(hex(q.network), 13, 4) || '-' || substr(hex(q.network), 17, 4) || '-'
      || substr(hex(q.network), 21))
    """

  /// The sender as text; `ss` is the suffix.
  var sender: String {
    self == .trace ? "coalesce(q.sender || '@' || ss.name, q.sender)" : "NULL"
  }

  /// What `ss` is joined by.
  var senderJoin: String {
    self == .trace ? "LEFT JOIN suffix AS ss ON ss.id = q.sender_suffix_id" : ""
  }

  /// What of an event has another name, or is said by one form only.
  private struct Fields {
    var kind = "q.kind_id"
    var arrived = "CASE WHEN q.is_arrival THEN q.occurred_at END"
    var network = QuietForm.network
    var lastAttempt = "NULL"
    var retriedFor = "NULL"
    var attempts = "NULL"
    var reporting = "NULL"
    var host = "NULL"
    var queue = "NULL"
    /// The seconds between attempts that are known, as `v1_delivery` has them.
    var tried =
      "CASE WHEN k.name = 'delivered' AND NOT q.is_arrival THEN q.occurred_at - q.occurred_at END"
    var isTraced = "1"
    var hosts = ""

    static let log = Fields(
      kind: "(SELECT a.id FROM kind AS a WHERE a.name = 'delivered')",
      arrived: "q.arrived_at",
      network: "NULL",
      lastAttempt: "q.last_attempt_at",
      retriedFor: "q.retried_for",
      attempts: "q.attempts",
      reporting: "q.reporting_mta_id",
      host: "q.host_id",
      queue: "q.queue_id",
      tried: "CASE WHEN q.arrived_at IS NULL THEN q.occurred_at - q.occurred_at END",
      isTraced: "k.name = 'delivered'",
      hosts: """
        LEFT JOIN host AS rh ON rh.id = q.host_id
        LEFT JOIN host AS rm ON rm.id = q.reporting_mta_id
        """
    )

    /// The name of the server that took the mail, and of the one whose log it is.
    var remoteHost: String { hosts.isEmpty ? "NULL" : "rh.name" }
    var reportingMTA: String { hosts.isEmpty ? "NULL" : "rm.name" }
  }

  private var fields: Fields { self == .trace ? Fields() : .log }

  /// What quiet deliveries say, with the columns of `event` and the key of the delivery: a table for
  /// FROM.
  var events: String {
    let fields = fields
    return """
      (SELECT
        NULL AS id, q.event_id, q.key, q.batch, NULL AS delivery_id, \(fields.kind) AS kind_id, q.run_id,
        q.source_id, '' AS path, q.record, q.offset,
        coalesce(\(Schema.quietDay), '') AS day,
        q.occurred_at, \(fields.arrived) AS arrived_at,
        \(fields.lastAttempt) AS last_attempt_at, NULL AS reported_at,
        \(fields.retriedFor) AS retried_for, \(fields.attempts) AS attempts,
        q.domain_id, NULL AS reason_id, 0 AS expired, NULL AS side_id, NULL AS evidence_id,
        NULL AS rule_id, n.catalogue_id, NULL AS phase_id, NULL AS reply_code, NULL AS status,
        NULL AS stated_action_id, NULL AS microsoft_owner_id, \(fields.reporting) AS reporting_mta_id,
        NULL AS generating_server_id, \(fields.host) AS remote_host_id,
        \(Schema.quietAddress) AS remote_ip, NULL AS remote_port,
        q.recipient || '@' || qd.name AS recipient, NULL AS original_recipient,
        \(sender) AS sender, \(Self.message) AS message_id, NULL AS report_id,
        \(fields.network) AS network_message_id, \(fields.queue) AS queue_id, NULL AS language,
        NULL AS originator_org_id, NULL AS report_from_domain_id, NULL AS diagnostics,
        NULL AS last_errors, NULL AS human_text, NULL AS hops, 1 AS is_trace, NULL AS judged
      FROM \(table) AS q
      JOIN domain AS qd ON qd.id = q.domain_id
      JOIN run AS n ON n.id = q.run_id
      \(senderJoin)
      LEFT JOIN suffix AS ms ON ms.id = q.message_suffix_id)
      """
  }

  /// Batch by batch, so that SQLite looks for a domain in each.
  private var tables: String {
    """
    \(batches) AS b
    JOIN \(table) AS q ON q.batch = b.batch
    JOIN domain AS dn ON dn.id = q.domain_id
    JOIN kind AS k ON k.id = q.kind_id
    \(senderJoin)
    LEFT JOIN suffix AS ms ON ms.id = q.message_suffix_id
    \(fields.hosts)
    """
  }

  /// The columns of `v1_delivery` and `v1_evidence` up to the Message-ID.
  private var head: String {
    """
    lower(hex(q.key)), lower(hex(q.event_id)), k.name, 0, dn.name, \(Schema.quietRecipient), NULL,
      \(sender), \(Self.message)
    """
  }

  /// The rows of `v1_event` that are quiet deliveries.
  var eventRows: String {
    let fields = fields
    return """
      SELECT
        1, lower(hex(q.event_id)), lower(hex(q.key)), \(self == .trace ? "k.name" : "'delivered'"),
        s.path, q.record, q.offset,
        \(Schema.quietRecipient), NULL, dn.name, \(sender), \(Self.message), NULL,
        \(fields.network), \(fields.queue), \(Schema.quietTime), \(Schema.quietDay),
        \(Schema.time(fields.arrived)), \(Schema.time(fields.lastAttempt)),
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, ca.name,
        \(fields.remoteHost), \(Schema.quietAddress), NULL, \(fields.reportingMTA), NULL, NULL, NULL,
        \(fields.attempts), \(fields.retriedFor), NULL, q.run_id, 'trace'
      FROM \(tables)
      JOIN source AS s ON s.id = q.source_id
      JOIN run AS n ON n.id = q.run_id
      JOIN catalogue AS ca ON ca.id = n.catalogue_id
      """
  }

  /// The rows of `v1_delivery` that are quiet; none of them failed.
  var deliveryRows: String {
    let fields = fields
    return """
      SELECT
        \(head), \(Schema.quietDay), \(Schema.quietTime), \(Schema.quietTime),
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, \(fields.remoteHost), \(Schema.quietAddress), 1,
        \(fields.isTraced), NULL, \(fields.tried)
      FROM \(tables)
      """
  }

  /// The rows of `v1_evidence` that are quiet deliveries.
  var evidenceRows: String {
    let fields = fields
    return """
      SELECT
        \(head), \(fields.queue), \(Schema.quietDay), \(Schema.quietTime), \(Schema.quietTime),
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, \(fields.remoteHost),
        \(Schema.quietAddress), \(fields.reportingMTA), NULL, \(fields.attempts), \(fields.retriedFor),
        NULL
      FROM \(tables)
      """
  }

  /// What `v1_remote_host` counts of them.
  var hostRows: String {
    let host = self == .trace ? "NULL" : "q.host_id"
    return """
      SELECT \(host), \(Schema.quietAddress), q.domain_id, NULL, q.kind_id, q.occurred_at, q.occurred_at
      FROM \(table) AS q
      WHERE \(self == .trace ? "" : "q.host_id IS NOT NULL OR ")q.remote_ip IS NOT NULL
      """
  }

  /// What totals count of them, as `db verify` compares it.
  var countable: String {
    let isTraced =
      self == .trace ? "1" : "kind_id = (SELECT id FROM kind WHERE name = 'delivered')"
    return """
      SELECT domain_id, coalesce(strftime('%Y-%m-%d', day * 86400, 'unixepoch'), ''), kind_id, NULL, 0,
        NULL, \(isTraced)
      FROM \(table)
      """
  }
}
