extension Schema {
  /// The views of contract version 1, documented in Docs/Schema.md.
  static let views = """
    CREATE VIEW v1_event AS
    SELECT
      1 AS schema_version,
      lower(hex(e.event_id)) AS event_id,
      lower(hex(d.key)) AS delivery_id,
      k.name AS kind,
      CASE e.path WHEN '' THEN s.path ELSE e.path END AS source_path,
      e.record, e.offset,
      e.recipient, e.original_recipient, dn.name AS domain, e.sender,
      e.message_id, e.report_id, e.network_message_id, e.queue_id,
      strftime('%Y-%m-%dT%H:%M:%SZ', e.occurred_at, 'unixepoch') AS occurred_at,
      nullif(e.day, '') AS day,
      strftime('%Y-%m-%dT%H:%M:%SZ', e.arrived_at, 'unixepoch') AS arrived_at,
      strftime('%Y-%m-%dT%H:%M:%SZ', e.last_attempt_at, 'unixepoch') AS last_attempt_at,
      strftime('%Y-%m-%dT%H:%M:%SZ', e.reported_at, 'unixepoch') AS reported_at,
      (e.status / 1000000) || '.' || (e.status / 1000 % 1000) || '.' || (e.status % 1000) AS status,
      e.reply_code, ph.name AS phase,
      c.name AS cause, r.name AS reason, r.cause_line,
      CASE WHEN e.reason_id IS NOT NULL THEN e.expired END AS expired,
      si.name AS side, r.actors AS actor, pe.name AS permanence,
      ev.name AS evidence, ru.name AS rule, ca.name AS catalogue_version,
      rh.name AS remote_host, e.remote_ip, e.remote_port,
      rm.name AS reporting_mta, gs.name AS generating_server,
      substr(replace(
        coalesce(e.diagnostics || char(10) || e.last_errors, e.diagnostics, e.last_errors),
        char(10), ' | '), 1, 2000) AS diagnostic,
      e.human_text, e.attempts, e.retried_for AS retried_for_s, e.language,
      e.run_id AS run,
      CASE e.is_trace WHEN 1 THEN 'trace' ELSE 'mail' END AS origin
    -- What is asked for most stands first: rows that aren't are passed over before the rest is joined.
    FROM event AS e
    LEFT JOIN kind AS k ON k.id = e.kind_id
    LEFT JOIN evidence AS ev ON ev.id = e.evidence_id
    LEFT JOIN reason AS r ON r.id = e.reason_id
    LEFT JOIN delivery AS d ON d.id = e.delivery_id
    LEFT JOIN source AS s ON s.id = e.source_id
    LEFT JOIN domain AS dn ON dn.id = e.domain_id
    LEFT JOIN phase AS ph ON ph.id = e.phase_id
    LEFT JOIN cause AS c ON c.id = r.cause_id
    LEFT JOIN permanence AS pe ON pe.id = r.permanence_id
    LEFT JOIN side AS si ON si.id = e.side_id
    LEFT JOIN rule AS ru ON ru.id = e.rule_id
    LEFT JOIN catalogue AS ca ON ca.id = e.catalogue_id
    LEFT JOIN host AS rh ON rh.id = e.remote_host_id
    LEFT JOIN host AS rm ON rm.id = e.reporting_mta_id
    LEFT JOIN host AS gs ON gs.id = e.generating_server_id
    UNION ALL
    \(QuietForm.trace.eventRows)
    UNION ALL
    \(QuietForm.log.eventRows);

    CREATE VIEW v1_delivery AS
    SELECT
      lower(hex(d.key)) AS delivery_id,
      lower(hex(e.event_id)) AS event_id,
      k.name AS kind, k.is_failure,
      dn.name AS domain,
      coalesce(e.recipient, (SELECT min(a.recipient) FROM event AS a WHERE a.delivery_id = d.id))
        AS recipient,
      e.original_recipient, e.sender, e.message_id,
      nullif(d.day, '') AS day,
      strftime('%Y-%m-%dT%H:%M:%SZ', d.occurred_at, 'unixepoch') AS occurred_at,
      strftime('%Y-%m-%dT%H:%M:%SZ', d.last_at, 'unixepoch') AS last_at,
      c.name AS cause, r.name AS reason, r.cause_line,
      CASE WHEN d.reason_id IS NOT NULL THEN d.expired END AS expired,
      si.name AS side, r.actors AS actor, pe.name AS permanence, ev.name AS evidence,
      rh.name AS remote_host, e.remote_ip,
      d.reports, d.is_traced,
      (SELECT nullif(count(DISTINCT a.occurred_at), 0) FROM event AS a JOIN kind AS ak ON ak.id = a.kind_id
        WHERE a.delivery_id = d.id AND a.is_trace AND ak.name = 'delayed' AND a.arrived_at IS NULL)
        AS deferrals,
      (SELECT max(a.occurred_at) - min(a.occurred_at) FROM event AS a
        JOIN kind AS ak ON ak.id = a.kind_id
        WHERE a.delivery_id = d.id AND a.is_trace AND ak.name IN ('delayed', 'failed', 'delivered')
          AND a.arrived_at IS NULL)
        AS tried_for_s
    FROM delivery AS d
    LEFT JOIN kind AS k ON k.id = d.kind_id
    LEFT JOIN event AS e ON e.id = d.decided_by
    LEFT JOIN domain AS dn ON dn.id = d.domain_id
    LEFT JOIN reason AS r ON r.id = d.reason_id
    LEFT JOIN cause AS c ON c.id = r.cause_id
    LEFT JOIN permanence AS pe ON pe.id = r.permanence_id
    LEFT JOIN side AS si ON si.id = d.side_id
    LEFT JOIN evidence AS ev ON ev.id = d.evidence_id
    LEFT JOIN host AS rh ON rh.id = d.host_id
    UNION ALL
    \(QuietForm.trace.deliveryRows)
    UNION ALL
    \(QuietForm.log.deliveryRows);

    CREATE VIEW v1_domain_day AS
    SELECT
      dn.name AS domain, nullif(t.day, '') AS day, k.name AS kind,
      c.name AS cause, r.name AS reason, r.cause_line, pe.name AS permanence,
      CASE WHEN t.reason_id > 0 THEN t.expired END AS expired, si.name AS side,
      CASE WHEN k.is_failure THEN t.deliveries ELSE 0 END AS failures,
      CASE WHEN k.name = 'delayed' THEN t.deliveries ELSE 0 END AS delayed,
      t.deliveries,
      CASE WHEN t.is_traced AND k.name IN
        ('delivered', 'failed', 'suppressed', 'delayed', 'quarantined', 'filtered')
        THEN t.deliveries ELSE 0 END AS sent,
      CASE WHEN k.is_failure AND t.is_traced THEN t.deliveries ELSE 0 END AS traced_failures
    FROM domain_day AS t
    JOIN kind AS k ON k.id = t.kind_id
    LEFT JOIN domain AS dn ON dn.id = t.domain_id
    LEFT JOIN reason AS r ON r.id = t.reason_id
    LEFT JOIN cause AS c ON c.id = r.cause_id
    LEFT JOIN permanence AS pe ON pe.id = r.permanence_id
    LEFT JOIN side AS si ON si.id = t.side_id;

    CREATE VIEW v1_domain_cause AS
    SELECT
      dn.name AS domain, k.name AS kind,
      c.name AS cause, r.name AS reason, r.cause_line, pe.name AS permanence,
      CASE WHEN t.reason_id > 0 THEN t.expired END AS expired, si.name AS side,
      CASE WHEN k.is_failure THEN t.deliveries ELSE 0 END AS failures,
      CASE WHEN k.name = 'delayed' THEN t.deliveries ELSE 0 END AS delayed,
      t.deliveries,
      CASE WHEN t.is_traced AND k.name IN
        ('delivered', 'failed', 'suppressed', 'delayed', 'quarantined', 'filtered')
        THEN t.deliveries ELSE 0 END AS sent,
      CASE WHEN k.is_failure AND t.is_traced THEN t.deliveries ELSE 0 END AS traced_failures
    FROM domain_total AS t
    JOIN kind AS k ON k.id = t.kind_id
    LEFT JOIN domain AS dn ON dn.id = t.domain_id
    LEFT JOIN reason AS r ON r.id = t.reason_id
    LEFT JOIN cause AS c ON c.id = r.cause_id
    LEFT JOIN permanence AS pe ON pe.id = r.permanence_id
    LEFT JOIN side AS si ON si.id = t.side_id;

    CREATE VIEW v1_domain_summary AS
    SELECT
      dn.name AS domain,
      sum(t.failures) AS failures, sum(t.delayed) AS delayed,
      sum(t.hard) AS hard, sum(t.expired) AS expired,
      sum(t.ours) AS ours, sum(t.theirs) AS theirs, sum(t.both) AS both_sides,
      sum(t.failures) - sum(t.ours) - sum(t.theirs) - sum(t.both) AS side_unknown,
      sum(t.unknown) AS unknown,
      min(nullif(t.first_day, '')) AS first_day, max(nullif(t.last_day, '')) AS last_day,
      nullif(sum(t.sent), 0) AS sent,
      sum(t.delivered) AS delivered, sum(t.quarantined) AS quarantined,
      sum(t.filtered) AS filtered,
      CASE WHEN sum(t.sent) > 0 THEN round(100.0 * sum(t.traced_failures) / sum(t.sent), 2) END
        AS failure_rate
    FROM (
      SELECT
        t.domain_id,
        sum(t.deliveries * k.is_failure) AS failures,
        sum(t.deliveries * (k.name = 'delayed')) AS delayed,
        sum(t.deliveries * k.is_failure * coalesce(pe.name = 'hard', 0)) AS hard,
        sum(t.deliveries * k.is_failure * t.expired) AS expired,
        sum(t.deliveries * k.is_failure * coalesce(si.name = 'ours', 0)) AS ours,
        sum(t.deliveries * k.is_failure * coalesce(si.name = 'theirs', 0)) AS theirs,
        sum(t.deliveries * k.is_failure * coalesce(si.name = 'both', 0)) AS both,
        sum(t.deliveries * k.is_failure * coalesce(c.name = 'unknown', 1)) AS unknown,
        min(nullif(t.day, '')) AS first_day, max(t.day) AS last_day,
        sum(t.deliveries * (t.is_traced AND k.name IN
          ('delivered', 'failed', 'suppressed', 'delayed', 'quarantined', 'filtered'))) AS sent,
        sum(t.deliveries * (k.name = 'delivered')) AS delivered,
        sum(t.deliveries * (k.name = 'quarantined')) AS quarantined,
        sum(t.deliveries * (k.name = 'filtered')) AS filtered,
        sum(t.deliveries * (t.is_traced AND k.is_failure)) AS traced_failures
      FROM domain_day AS t
      JOIN kind AS k ON k.id = t.kind_id
      LEFT JOIN reason AS r ON r.id = t.reason_id
      LEFT JOIN cause AS c ON c.id = r.cause_id
      LEFT JOIN permanence AS pe ON pe.id = r.permanence_id
      LEFT JOIN side AS si ON si.id = t.side_id
      GROUP BY t.domain_id
    ) AS t
    LEFT JOIN domain AS dn ON dn.id = t.domain_id
    GROUP BY dn.name;

    CREATE VIEW v1_cause_summary AS
    SELECT
      c.name AS cause, r.name AS reason, r.cause_line, pe.name AS permanence, r.actors AS actor,
      sum(t.deliveries * k.is_failure) AS failures,
      sum(t.deliveries * (k.name = 'delayed')) AS delayed,
      sum(t.deliveries * k.is_failure * t.expired) AS expired,
      count(DISTINCT t.domain_id) AS domains,
      min(nullif(t.day, '')) AS first_day, max(nullif(t.day, '')) AS last_day
    FROM domain_day AS t
    JOIN kind AS k ON k.id = t.kind_id
    JOIN reason AS r ON r.id = t.reason_id
    JOIN cause AS c ON c.id = r.cause_id
    JOIN permanence AS pe ON pe.id = r.permanence_id
    GROUP BY r.id;

    CREATE VIEW v1_remote_host AS
    SELECT
      rh.name AS remote_host, t.remote_ip, dn.name AS domain, c.name AS cause, r.name AS reason,
      sum(k.is_failure) AS failures, sum(k.name = 'delayed') AS delayed,
      strftime('%Y-%m-%dT%H:%M:%SZ', min(t.occurred_at), 'unixepoch') AS first_at,
      strftime('%Y-%m-%dT%H:%M:%SZ', max(t.last_at), 'unixepoch') AS last_at
    FROM (
      SELECT d.host_id, e.remote_ip, d.domain_id, d.reason_id, d.kind_id, d.occurred_at, d.last_at
      FROM delivery AS d
      JOIN event AS e ON e.id = d.decided_by
      WHERE d.host_id IS NOT NULL OR e.remote_ip IS NOT NULL
      UNION ALL
      \(QuietForm.trace.hostRows)
      UNION ALL
      \(QuietForm.log.hostRows)
    ) AS t
    JOIN kind AS k ON k.id = t.kind_id
    LEFT JOIN host AS rh ON rh.id = t.host_id
    LEFT JOIN domain AS dn ON dn.id = t.domain_id
    LEFT JOIN reason AS r ON r.id = t.reason_id
    LEFT JOIN cause AS c ON c.id = r.cause_id
    GROUP BY t.host_id, t.remote_ip, t.domain_id, t.reason_id;

    CREATE VIEW v1_source AS
    SELECT
      s.id AS source, s.path, s.is_folder, s.size,
      strftime('%Y-%m-%dT%H:%M:%SZ', s.modified / 1000000000, 'unixepoch') AS modified_at,
      s.is_complete, s.is_replaced, s.messages, s.with_reports, s.not_reports, s.rejected,
      s.reports, s.events_new, s.duplicates, s.next_offset, s.run_id AS run
    FROM source AS s;

    CREATE VIEW v1_reject AS
    SELECT
      j.run_id AS run, j.path AS source_path, j.record, j.offset,
      p.name AS problem, j.detail, j.loses_message
    FROM reject AS j
    JOIN problem AS p ON p.id = j.problem_id
    JOIN source AS s ON s.id = j.source_id
    WHERE NOT s.is_replaced;

    CREATE VIEW v1_run AS
    SELECT
      n.id AS run, n.command, n.version, ca.name AS catalogue_version,
      strftime('%Y-%m-%dT%H:%M:%SZ', n.started_at, 'unixepoch') AS started_at,
      strftime('%Y-%m-%dT%H:%M:%SZ', n.finished_at, 'unixepoch') AS finished_at,
      n.files_new, n.files_unchanged, n.files_failed, n.messages, n.with_reports, n.not_reports,
      n.rejected, n.reports, n.events_new, n.duplicates - n.late AS duplicates, n.late, n.unknown, n.rejects, n.seconds
    FROM run AS n
    JOIN catalogue AS ca ON ca.id = n.catalogue_id;

    CREATE VIEW v1_unknown AS
    SELECT
      coalesce(e.diagnostics, e.last_errors, e.human_text) AS text, r.name AS reason,
      count(*) AS events, count(DISTINCT e.domain_id) AS domains,
      strftime('%Y-%m-%dT%H:%M:%SZ', min(e.occurred_at), 'unixepoch') AS first_at,
      strftime('%Y-%m-%dT%H:%M:%SZ', max(e.occurred_at), 'unixepoch') AS last_at,
      lower(hex(min(e.event_id))) AS example_event_id
    FROM event AS e
    JOIN reason AS r ON r.id = e.reason_id
    JOIN cause AS c ON c.id = r.cause_id
    WHERE c.name = 'unknown' AND NOT (e.is_trace AND e.diagnostics IS NULL)
    GROUP BY coalesce(e.diagnostics, e.last_errors, e.human_text), r.id;
    """
}
