extension Schema {
  /// What `retour dns` found, since schema version 4.
  static let lookupTables = """
    -- One row per period: an answer that stays the same moves checked_at. detail is an object of
    -- JSON with sorted names.
    CREATE TABLE dns_finding (
      domain TEXT NOT NULL,
      topic TEXT NOT NULL,
      check_id TEXT NOT NULL,
      asked TEXT NOT NULL,
      qtype TEXT NOT NULL,
      first_seen_at INTEGER NOT NULL,
      outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'problem', 'unknown', 'not-checked')),
      severity TEXT NOT NULL CHECK (severity IN ('fact', 'hint', 'warning', 'fault')),
      checked_at INTEGER NOT NULL,
      checks INTEGER NOT NULL,
      ttl INTEGER NOT NULL,
      secure INTEGER NOT NULL CHECK (secure IN (0, 1)),
      resolver TEXT NOT NULL,
      detail TEXT NOT NULL,
      PRIMARY KEY (domain, topic, check_id, asked, qtype, first_seen_at)
    ) STRICT, WITHOUT ROWID;

    -- When each topic of a domain was last looked at, and last with an answer that says something.
    CREATE TABLE dns_topic (
      domain TEXT NOT NULL,
      topic TEXT NOT NULL,
      looked_at INTEGER NOT NULL,
      answered_at INTEGER NOT NULL,
      PRIMARY KEY (domain, topic)
    ) STRICT, WITHOUT ROWID;

    -- The looks at each domain of the last days, so that none is asked for too often.
    CREATE TABLE dns_look (
      domain TEXT NOT NULL,
      looked_at INTEGER NOT NULL,
      fresh_until INTEGER NOT NULL,
      is_answered INTEGER NOT NULL CHECK (is_answered IN (0, 1)),
      PRIMARY KEY (domain, looked_at)
    ) STRICT, WITHOUT ROWID;

    -- The keys that returned messages were signed with, and the last day of each.
    CREATE TABLE signing_key (
      domain TEXT NOT NULL,
      selector TEXT NOT NULL,
      last_day TEXT NOT NULL,
      PRIMARY KEY (domain, selector)
    ) STRICT, WITHOUT ROWID;
    """

  /// The views over them.
  static let lookupViews = """
    CREATE VIEW v1_signing_key AS
    SELECT domain, selector, last_day FROM signing_key;

    CREATE VIEW v1_dns_finding AS
    SELECT
      f.domain, f.topic, f.check_id, f.outcome, f.severity, f.asked, f.qtype,
      strftime('%Y-%m-%dT%H:%M:%SZ', f.first_seen_at, 'unixepoch') AS first_seen_at,
      strftime('%Y-%m-%dT%H:%M:%SZ', f.checked_at, 'unixepoch') AS checked_at,
      f.checked_at = t.looked_at AS is_current,
      f.checks, f.ttl AS ttl_s, f.secure, f.resolver, f.detail
    FROM dns_finding AS f
    JOIN dns_topic AS t ON t.domain = f.domain AND t.topic = f.topic;

    CREATE VIEW v1_failure_dns AS
    WITH latest AS (
      SELECT f.* FROM dns_topic AS t
      JOIN dns_finding AS f
        ON f.domain = t.domain AND f.topic = t.topic AND f.checked_at = t.looked_at
    ), state AS (
      SELECT
        domain, max(checked_at) AS checked_at,
        max(check_id = 'mx.ok') AS is_there,
        max(CASE WHEN check_id = 'mx.ok' THEN detail END) AS servers,
        max(check_id = 'mx.nxdomain') AS is_gone,
        max(check_id = 'mx.nxdomain' AND instr(detail, '"registered":0') > 0)
          AS is_unregistered,
        max(check_id = 'mx.none') AS has_none,
        max(check_id = 'mx.null') AS is_null,
        max(check_id = 'mx.implicit') AS is_implicit,
        max(check_id = 'mx.loop') AS is_loop,
        max(check_id IN ('mx.target-nxdomain', 'mx.target-nodata', 'mx.target-ip',
          'mx.target-private') AND severity = 'fault') AS is_dead
      FROM latest WHERE topic = 'mx' GROUP BY domain
    ), sending AS (
      SELECT
        domain, max(checked_at) AS checked_at,
        max(check_id = 'spf.source-missing') AS misses_source,
        max(outcome = 'problem' AND severity = 'fault' AND check_id <> 'spf.source-missing'
          OR check_id IN ('spf.none', 'spf.exo-missing')) AS is_wrong,
        max(check_id = 'spf.source-ok') AS allows_source
      FROM latest WHERE topic = 'spf' GROUP BY domain
    ), encryption AS (
      SELECT domain, max(checked_at) AS checked_at, max(outcome = 'problem') AS is_wrong
      FROM latest WHERE topic IN ('dane', 'mta-sts') GROUP BY domain
    ), failure AS (
      SELECT d.id, n.name AS about, n.name AS domain, r.name AS reason, d.day, d.occurred_at,
        s.checked_at, d.domain_id,
        CASE
          WHEN r.name = 'domain-not-found' AND s.is_gone THEN 'confirmed'
          WHEN r.name = 'no-mx' AND (s.has_none OR s.is_implicit) THEN 'confirmed'
          WHEN r.name = 'null-mx' AND s.is_null THEN 'confirmed'
          WHEN r.name = 'mx-host-not-found' AND s.is_dead THEN 'confirmed'
          WHEN r.name = 'mx-loop' AND s.is_loop THEN 'confirmed'
          WHEN r.name = 'domain-expired' AND s.is_gone THEN 'confirmed'
          WHEN s.is_gone OR s.has_none OR s.is_null OR s.is_dead OR s.is_loop OR s.is_implicit
            THEN 'refined'
          WHEN s.is_there AND r.name IN ('domain-not-found', 'dns-failure', 'no-mx', 'null-mx',
            'mx-host-not-found', 'domain-expired') THEN 'healthy-now'
          WHEN s.is_there THEN 'in-order'
        END AS effect,
        CASE
          WHEN s.is_gone THEN 'domain-not-found'
          WHEN s.has_none OR s.is_implicit THEN 'no-mx'
          WHEN s.is_null THEN 'null-mx'
          WHEN s.is_dead THEN 'mx-host-not-found'
          WHEN s.is_loop THEN 'mx-loop'
        END AS dns_reason,
        s.is_unregistered
      FROM state AS s
      JOIN domain AS n ON n.name = s.domain
      JOIN delivery AS d ON d.domain_id = n.id
      JOIN kind AS k ON k.id = d.kind_id AND k.is_failure
      JOIN reason AS r ON r.id = d.reason_id
      WHERE r.name IN ('domain-not-found', 'dns-failure', 'no-mx', 'null-mx', 'mx-host-not-found',
        'mx-loop', 'domain-expired', 'connection-timeout', 'connection-refused',
        'connection-dropped', 'queue-expired')
      UNION ALL
      SELECT d.id, s.domain, n.name, r.name, d.day, d.occurred_at, s.checked_at, d.domain_id,
        CASE
          WHEN s.misses_source OR s.is_wrong THEN 'confirmed'
          WHEN s.allows_source THEN 'healthy-now'
        END,
        NULL, 0
      FROM delivery AS d
      JOIN kind AS k ON k.id = d.kind_id AND k.is_failure
      JOIN reason AS r ON r.id = d.reason_id
        AND r.name IN ('spf-fail', 'spf-record-error', 'spf-or-dkim-missing')
      JOIN event AS e ON e.id = d.decided_by
      JOIN sending AS s ON s.domain = lower(substr(e.sender, instr(e.sender, '@') + 1))
      LEFT JOIN domain AS n ON n.id = d.domain_id
      UNION ALL
      SELECT d.id, s.domain, n.name, r.name, d.day, d.occurred_at, s.checked_at, d.domain_id,
        CASE
          WHEN s.is_gone OR s.has_none OR s.is_null OR s.is_dead THEN 'confirmed'
          WHEN s.is_there THEN 'healthy-now'
        END,
        NULL, 0
      FROM delivery AS d
      JOIN kind AS k ON k.id = d.kind_id AND k.is_failure
      JOIN reason AS r ON r.id = d.reason_id AND r.name = 'sender-mx-missing'
      JOIN event AS e ON e.id = d.decided_by
      JOIN state AS s ON s.domain = lower(substr(e.sender, instr(e.sender, '@') + 1))
      LEFT JOIN domain AS n ON n.id = d.domain_id
      UNION ALL
      -- Did we hand it to a server that the domain doesn't name now?
      SELECT d.id, n.name, n.name, r.name, d.day, d.occurred_at, s.checked_at, d.domain_id,
        CASE WHEN EXISTS (
          SELECT 1 FROM json_each(s.servers, '$.records') AS m
          WHERE rtrim(lower(substr(m.value, instr(m.value, ' ') + 1)), '.') = h.name)
          THEN 'in-order' ELSE 'elsewhere-now' END,
        NULL, 0
      FROM state AS s
      JOIN domain AS n ON n.name = s.domain
      JOIN delivery AS d ON d.domain_id = n.id
      JOIN kind AS k ON k.id = d.kind_id AND k.is_failure
      JOIN reason AS r ON r.id = d.reason_id AND r.name = 'relay-denied'
      JOIN host AS h ON h.id = d.host_id
      WHERE s.is_there
      UNION ALL
      SELECT d.id, n.name, n.name, r.name, d.day, d.occurred_at, s.checked_at, d.domain_id,
        CASE WHEN s.is_wrong THEN 'confirmed' ELSE 'in-order' END, NULL, 0
      FROM encryption AS s
      JOIN domain AS n ON n.name = s.domain
      JOIN delivery AS d ON d.domain_id = n.id
      JOIN kind AS k ON k.id = d.kind_id AND k.is_failure
      JOIN reason AS r ON r.id = d.reason_id AND r.name = 'tls-policy-failed'
    ), lapsed AS (
      SELECT domain FROM latest
      WHERE topic = 'reg' AND check_id IN ('reg.expired', 'reg.hold')
    ), told AS (
      SELECT f.*, max(f.checked_at - f.occurred_at, 0) AS age,
        f.effect = 'confirmed' AND (
          f.about IN (SELECT l.domain FROM lapsed AS l) OR f.is_unregistered AND EXISTS (
            SELECT 1 FROM domain_total AS t JOIN kind AS k ON k.id = t.kind_id
            WHERE t.domain_id = f.domain_id AND k.name = 'delivered')) AS is_lapsed
      FROM failure AS f WHERE f.effect IS NOT NULL
    )
    SELECT
      lower(hex(d.key)) AS delivery_id, t.domain, t.about, nullif(t.day, '') AS day, t.reason,
      CASE
        WHEN t.is_lapsed AND t.reason = 'domain-not-found' AND t.age <= 2592000 THEN 'refined'
        WHEN t.effect = 'refined' AND t.age > 2592000 THEN 'changed-since'
        ELSE t.effect
      END AS effect,
      CASE
        WHEN t.effect = 'refined' AND t.age > 2592000 THEN NULL
        WHEN t.is_lapsed AND t.reason = 'domain-not-found' AND t.age <= 2592000
          THEN 'domain-expired'
        WHEN t.effect IN ('confirmed', 'refined') THEN coalesce(t.dns_reason, t.reason)
      END AS dns_reason,
      strftime('%Y-%m-%dT%H:%M:%SZ', t.checked_at, 'unixepoch') AS checked_at,
      t.age AS dns_age_s
    FROM told AS t
    JOIN delivery AS d ON d.id = t.id;
    """
}
