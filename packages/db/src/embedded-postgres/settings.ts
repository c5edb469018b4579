/**
 * PostgreSQL's settings for `npm start` (`durable`: a commit that was answered survives a power cut) or for tests, whose data
 * may be lost with the machine.
 */
export function settingsFor(durable: boolean): Record<string, string> {
  const switchable = durable ? 'on' : 'off';
  return {
    fsync: switchable,
    synchronous_commit: switchable,
    full_page_writes: switchable,
    shared_buffers: durable ? '256MB' : '128MB',
    max_connections: '200',
    idle_in_transaction_session_timeout: '60s',
    // A server nobody replicates from.
    max_wal_senders: '0',
    wal_level: 'minimal',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Keeps the values of people's rows out of the log.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
  };
}
