extension Schema {
  /// What a failure rests on: the delivery with the statements of the report that decides it.
  ///
  /// It is a view of its own, because `v1_delivery` is read in millions where only counts are
  /// wanted, and because a join of the two over their identities would find no index.
  static let evidenceView = """
    CREATE VIEW v1_evidence AS
    SELECT
      lower(hex(d.key)) AS delivery_id,
      lower(hex(e.event_id)) AS event_id,
      k.name AS kind, k.is_failure,
      dn.name AS domain, e.recipient, e.original_recipient, e.sender, e.message_id, e.queue_id,
      nullif(d.day, '') AS day,
      strftime('%Y-%m-%dT%H:%M:%SZ', d.occurred_at, 'unixepoch') AS occurred_at,
      strftime('%Y-%m-%dT%H:%M:%SZ', d.last_at, 'unixepoch') AS last_at,
      r.name AS reason, r.cause_line,
      CASE WHEN d.reason_id IS NOT NULL THEN d.expired END AS expired,
      si.name AS side, pe.name AS permanence, ev.name AS evidence,
      (e.status / 1000000) || '.' || (e.status / 1000 % 1000) || '.' || (e.status % 1000) AS status,
      e.reply_code, ph.name AS phase,
      rh.name AS remote_host, e.remote_ip,
      rm.name AS reporting_mta, gs.name AS generating_server,
      e.attempts, e.retried_for AS retried_for_s,
      substr(replace(
        coalesce(e.diagnostics || char(10) || e.last_errors, e.diagnostics, e.last_errors,
          e.human_text),
        char(10), ' | '), 1, 2000) AS text
    FROM delivery AS d
    LEFT JOIN kind AS k ON k.id = d.kind_id
    LEFT JOIN event AS e ON e.id = d.decided_by
    LEFT JOIN domain AS dn ON dn.id = d.domain_id
    LEFT JOIN reason AS r ON r.id = d.reason_id
    LEFT JOIN permanence AS pe ON pe.id = r.permanence_id
    LEFT JOIN side AS si ON si.id = d.side_id
    LEFT JOIN evidence AS ev ON ev.id = d.evidence_id
    LEFT JOIN phase AS ph ON ph.id = e.phase_id
    LEFT JOIN host AS rh ON rh.id = d.host_id
    LEFT JOIN host AS rm ON rm.id = e.reporting_mta_id
    LEFT JOIN host AS gs ON gs.id = e.generating_server_id
    UNION ALL
    \(QuietForm.trace.evidenceRows)
    UNION ALL
    \(QuietForm.log.evidenceRows);
    """
}
