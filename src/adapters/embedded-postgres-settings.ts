import { totalmem, userInfo } from "node:os";

/** The two logins that the embedded PostgreSQL lets in, both only from the program's own user. */
export const superuser = "nextcrm_superuser";
export const serveLogin = "nextcrm_serve";

interface Settings {
  sockets: string;
  hbaFile: string;
  identFile: string;
  /** The operator's own additions, read when the file exists. */
  localFile: string;
  /** False for throw-away databases of tests: nothing waits for the disk. */
  durable: boolean;
}

/** postgresql.conf, written at every start: small enough for a laptop, one process to serve. */
export function configuration(settings: Settings): string {
  const sharedBuffersMb = totalmem() < 2 * 2 ** 30 ? 64 : 128;
  const cacheMb = Math.round(totalmem() / 2 / 2 ** 20);
  return `# NextCRM writes this file at every start; your own settings belong in the file that it includes.
max_connections = 60
shared_buffers = ${sharedBuffersMb}MB
effective_cache_size = ${cacheMb}MB
work_mem = 16MB
maintenance_work_mem = 64MB
random_page_cost = 1.1
jit = off
io_method = sync
max_worker_processes = 4
max_parallel_workers_per_gather = 0
max_logical_replication_workers = 0
autovacuum_max_workers = 2
# For backups while it serves.
wal_level = replica
max_wal_senders = 0
max_replication_slots = 2
${settings.durable ? "" : "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\n"}timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] '
log_checkpoints = off
# The detail of an error can hold a row, and so a person.
log_error_verbosity = terse
log_min_error_statement = panic
include_if_exists = ${quote(settings.localFile)}
listen_addresses = ''
unix_socket_directories = ${quote(settings.sockets)}
unix_socket_permissions = 0700
hba_file = ${quote(settings.hbaFile)}
ident_file = ${quote(settings.identFile)}
`;
}

/** Peer authentication: the kernel says which user connects, so there is no password to keep. */
export const hostBasedAuthentication = "local all all peer map=nextcrm\n";

export function userNameMap(): string {
  const { username } = userInfo();
  return [superuser, serveLogin].map((login) => `nextcrm ${doubleQuote(username)} ${login}\n`).join("");
}

function quote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function doubleQuote(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}
