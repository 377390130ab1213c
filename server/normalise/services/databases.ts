import type { Event } from '../../contract/event.js';
import { setDataset, setKind, setPair, setUser } from '../device/columns.js';
import { address, form, readMessage } from '../messages.js';

/** Syslog severities of PostgreSQL's levels ("Message Severity Levels"). */
const levels: Record<string, number> = {
  PANIC: 1,
  FATAL: 2,
  ERROR: 3,
  WARNING: 4,
  NOTICE: 5,
  LOG: 6,
  INFO: 6,
  DETAIL: 6,
  HINT: 6,
  STATEMENT: 6,
  CONTEXT: 6,
};
/** `[3-1]` of syslog, then `log_line_prefix`, in which `user@database` may stand, then the level. */
const postgresHead =
  /^(?:\[\d{1,9}(?:-\d{1,9})?\] )?(.{0,200}?)\b(PANIC|FATAL|ERROR|WARNING|NOTICE|LOG|INFO|DETAIL|HINT|STATEMENT|CONTEXT): {1,3}/s;
const session = /(?:^|[\s[=])([\w.-]{1,63})@([\w.-]{1,63})(?=$|[\s\]:,])/;
const host = new RegExp(
  String.raw`(?:^|[\s=(])(?:host=|client=)?(${address})(?:\((\d{1,5})\))?(?=$|[\s\]:,)])`,
);

const postgresForms = [
  form(
    '^(?:password|SCRAM|GSSAPI|LDAP|RADIUS|PAM|Peer|Ident|certificate|"trust") ?authentication failed for user "(?<user>[^"]{1,128})"',
    'login',
    false,
  ),
  form(
    `^no pg_hba\\.conf entry for (?:replication connection from )?host "(?<source>${address})", user "(?<user>[^"]{1,128})"(?:, database "(?<database>[^"]{1,128})")?`,
    'login',
    false,
  ),
  form(
    `^pg_hba\\.conf rejects (?:replication )?connection (?:for|from) host "(?<source>${address})", user "(?<user>[^"]{1,128})"(?:, database "(?<database>[^"]{1,128})")?`,
    'login',
    false,
  ),
  form(
    '^(?<reason>role "(?<user>[^"]{1,128})" (?:does not exist|is not permitted to log in))',
    'login',
    false,
  ),
  form(
    '^connection authorized: user=(?<user>[^\\s]{1,128})(?: database=(?<database>[^\\s]{1,128}))?(?: application_name=(?<application>[^\\n]{1,128}?))?(?: SSL enabled| GSS |$)',
    'login',
    true,
  ),
  form(
    `^connection received: host=(?<source>${address})(?: port=(?<sourcePort>\\d{1,5}))?`,
    'connection',
    true,
  ),
  form(
    '^AUDIT: (?<audit_type>SESSION|OBJECT),\\d{1,12},\\d{1,12},(?<class>[A-Z]{2,20}),(?<command>[A-Z ]{2,40}),(?<object_type>[A-Z ]{0,40}),(?<object>[^,]{0,256}),(?<statement>.{0,16000})',
    'query',
    true,
  ),
  form(
    '^(?:statement|execute [^:]{1,128}|duration: [\\d.]{1,20} ms {1,2}(?:statement|execute [^:]{1,128})): (?<statement>.{0,16000})',
    'query',
    true,
  ),
  form(
    '^(?<reason>permission denied for (?:table|database|schema|function|relation|sequence|view|tablespace) .{1,200})',
    'query',
    false,
  ),
  form('^(?<reason>syntax error at or near .{1,200})', 'query', false),
];

/** Reads a message of PostgreSQL's server, whatever `log_line_prefix` stands before it. */
export function postgresql(event: Event, text: string): void {
  setDataset(event, 'postgresql', 'log');
  const head = postgresHead.exec(text);
  if (head === null) return;
  const [all, prefix = '', level = ''] = head;
  const severity = levels[level];
  if (severity !== undefined) event['event.severity'] = severity;
  setPair(event, 'level', level);
  const [, user, database] = session.exec(prefix) ?? [];
  setUser(event, user === 'unknown' ? undefined : user);
  if (database !== undefined && database !== 'unknown') setPair(event, 'database', database);
  const peer = host.exec(prefix.replace(/^\d{4}-\S{1,10} \S{1,20} \S{1,6} /, ' '))?.[1];
  const message = text.slice(all.length);
  readMessage(event, message, postgresForms);
  if (event['source.ip'] === undefined && peer !== undefined && peer.length >= 7) event['source.ip'] = peer;
}

/** MariaDB: `2026-11-21  8:14:05 42 [Warning] `; MySQL 8: `2026-11-21T07:14:05.123456Z 42 [Note] [MY-010926] [Server] `. */
const mariadbHead =
  /^(?:\d{4}-\d\d-\d\d[T ] ?\d{1,2}:\d\d:\d\d(?:\.\d{1,6}Z?)? )?(?:(\d{1,12}) )?(?:\[(Note|Warning|ERROR|Error|System)\] )?(?:\[(MY-\d{6})\] )?(?:\[[A-Za-z]{1,20}\] )?/;
const mariadbForms = [
  form(
    `^Access denied for user '(?<user>[^']{0,128})'@'(?<client>[^']{1,255})'(?: to database '(?<database>[^']{1,128})')?(?: \\(using password: (?<using_password>YES|NO)\\))?`,
    'login',
    false,
  ),
  form(
    `^(?:Connect|connect) +(?<user>[^\\s@]{1,128})@(?<client>\\S{1,255}) on (?<database>\\S{0,128})`,
    'login',
    true,
  ),
  form(
    "^Aborted connection \\d{1,12} to db: '(?<database>[^']{1,128})' user: '(?<user>[^']{1,128})' host: '(?<client>[^']{1,255})' \\((?<reason>[^)]{1,200})\\)",
  ),
  form("^Host '(?<client>[^']{1,255})' is blocked because of many connection errors", 'addressBlocked', true),
];
/** The plugin server_audit: `[time,]server,user,host,connection,query,operation,database,'object',code`. */
const serverAudit =
  /^(?:\d{8} \d\d:\d\d:\d\d,)?([^,]{1,255}),([^,]{0,128}),([^,]{0,255}),(\d{1,12}),(\d{1,20}),([A-Z_]{4,20}),([^,]{0,128}),(.{0,16000}),(\d{1,6})$/s;

/** Reads a message of MariaDB or MySQL, and records of the plugin server_audit. */
export function mariadb(event: Event, text: string): void {
  setDataset(event, 'mariadb', 'log');
  const audit = serverAudit.exec(text);
  if (audit !== null) {
    auditColumns(event, audit);
    return;
  }
  const [all = '', , level, code] = mariadbHead.exec(text) ?? [];
  if (level !== undefined) setPair(event, 'level', level);
  if (code !== undefined) event['event.code'] = code;
  readMessage(event, text.slice(all.length), mariadbForms);
  clientAddress(event);
}

/** What is no address is a name. */
function clientAddress(event: Event): void {
  const { client } = event.fields;
  if (typeof client === 'string' && /^[\da-fA-F.:]{3,45}$/.test(client)) event['source.ip'] = client;
}

function auditColumns(event: Event, match: RegExpExecArray): void {
  const [, , user, client, , , operation, database, object, code] = match;
  event['event.dataset'] = 'mariadb.audit';
  setPair(event, 'operation', operation!);
  setPair(event, 'database', database!);
  setPair(event, 'client', client!);
  setPair(event, 'return_code', code!);
  const statement = object!.replace(/^'|'$/g, '');
  setPair(event, 'statement', statement);
  const good = code === '0';
  if (operation === 'CONNECT' || operation === 'FAILED_CONNECT')
    setKind(event, 'login', good && operation === 'CONNECT');
  else if (operation === 'DISCONNECT') setKind(event, 'logout', true);
  else setKind(event, 'query', good);
  setUser(event, user);
  clientAddress(event);
}
