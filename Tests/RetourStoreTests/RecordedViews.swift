/// The contract: each view with its columns, as `PRAGMA table_xinfo` names them.
///
/// A change here is a change for everybody who queries the database.
let recordedViews = """
  v1_block: delivery_id event_id domain day last_at reason list address remote_host
  v1_cause_summary: cause reason cause_line permanence actor failures delayed expired domains \
  first_day last_day
  v1_delivery: delivery_id event_id kind is_failure domain recipient original_recipient sender \
  message_id day occurred_at last_at cause reason cause_line expired side actor permanence \
  evidence remote_host remote_ip reports is_traced deferrals tried_for_s
  v1_dns_finding: domain topic check_id outcome severity asked qtype first_seen_at checked_at \
  is_current checks ttl_s secure resolver detail
  v1_domain_cause: domain kind cause reason cause_line permanence expired side failures \
  delayed deliveries sent traced_failures
  v1_domain_day: domain day kind cause reason cause_line permanence expired side failures \
  delayed deliveries sent traced_failures
  v1_domain_summary: domain failures delayed hard expired ours theirs both_sides side_unknown \
  unknown first_day last_day sent delivered quarantined filtered failure_rate
  v1_event: schema_version event_id delivery_id kind source_path record offset recipient \
  original_recipient domain sender message_id report_id network_message_id queue_id \
  occurred_at day arrived_at last_attempt_at reported_at status reply_code phase cause reason \
  cause_line expired side actor permanence evidence rule catalogue_version remote_host \
  remote_ip remote_port reporting_mta generating_server diagnostic human_text attempts \
  retried_for_s language run origin
  v1_evidence: delivery_id event_id kind is_failure domain recipient original_recipient sender \
  message_id queue_id day occurred_at last_at reason cause_line expired side permanence evidence \
  status reply_code phase remote_host remote_ip reporting_mta generating_server attempts \
  retried_for_s text
  v1_failure_dns: delivery_id domain about day reason effect dns_reason checked_at dns_age_s
  v1_reject: run source_path record offset problem detail loses_message
  v1_remote_host: remote_host remote_ip domain cause reason failures delayed first_at last_at
  v1_run: run command version catalogue_version started_at finished_at files_new files_unchanged \
  files_failed messages with_reports not_reports rejected reports events_new duplicates \
  late unknown rejects seconds
  v1_signing_key: domain selector last_day
  v1_source: source path is_folder size modified_at is_complete is_replaced messages \
  with_reports not_reports rejected reports events_new duplicates next_offset run
  v1_unknown: text reason events domains first_at last_at example_event_id
  """
