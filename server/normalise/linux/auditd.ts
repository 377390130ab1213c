import type { Event, FieldValue } from '../../contract/event.js';
import { Unparsable } from '../draft.js';
import { ipAddress } from '../ip.js';
import { setField } from '../json/flatten.js';
import { wholeNumber } from '../scan.js';
import { socketAddress } from './audit-socket.js';
import { syscallName } from './audit-syscalls.js';
import { auditCategory, auditTypeName, isAuditType, isPartial } from './audit-types.js';
import { keyValues } from './key-values.js';

const header = /(?:^|[ :])(?:msg=)?audit\((\d{1,12})\.(\d{3}):(\d{1,20})\)/;

/** @returns whether the text is a record of the Linux audit system (`type=... msg=audit(time:serial): ...`) */
export function isAuditRecord(text: string): boolean {
  return text.includes('audit(') && text.includes('type=') && header.test(text);
}

/** Values of one field that are kept; a system call touches a few files. */
const mostValues = 64;
/** Arguments that become fields of their own; the command line has all. */
const mostArguments = 100;

/**
 * Reads the records of one event of the Linux audit system, one a line, into `fields` under their own names. The
 * serial number that they share is `audit.serial`. A field that several records have becomes a list (`type`, `name`
 * of each PATH). `a0`, `a1`, ... are the arguments of EXECVE; beside one, those of the system call itself, which are
 * then addresses, are `syscall.a0` to `syscall.a3`. What lacks the record it belongs to has `audit.partial`.
 * @param text the records, each with what its transport wrote before it
 * @throws Unparsable when `audit(time:serial)` is missing
 */
export function normaliseAuditd(event: Event, text: string): void {
  const lines = text.includes('\n') ? text.split('\n').filter((line) => line !== '') : [text];
  const first = header.exec(lines[0] ?? '');
  if (first === null) throw new Unparsable('audit record: no "audit(seconds.milliseconds:serial)"');
  event['event.module'] = 'linux';
  event['event.dataset'] = 'linux.auditd';
  event['@timestamp'] = Number(first[1]) * 1000 + Number(first[2]);
  event.fields['audit.serial'] = first[3]!;
  const executes = /type=(?:EXECVE|1309)[ =]/.test(text);
  const reader = new AuditReader(event, executes);
  event.message = lines.map((line) => reader.readLine(line)).join('\n');
  reader.finish();
}

/** `EXECVE argc=2 a0="ls"`: journald gives records without number and time of the kernel's. */
export function auditFromJournal(event: Event, message: string): void {
  const space = message.indexOf(' ');
  const type = message.slice(0, Math.max(0, space));
  if (!isAuditType(type)) return;
  const reader = new AuditReader(event, type === 'EXECVE');
  reader.readPairs(type, message.slice(space + 1));
  reader.finish();
}

/** Keys whose unquoted value is hexadecimal when the kernel met an unsafe character. */
const encoded = new Set(['proctitle', 'comm', 'exe', 'name', 'cwd', 'key', 'acct', 'cmd', 'data', 'dir']);
const argument = /^a(\d{1,5})(?:\[\d{1,6}\])?$/;

class AuditReader {
  readonly #event: Event;
  readonly #executes: boolean;
  readonly #types: string[] = [];
  readonly #arguments: string[] = [];

  constructor(event: Event, executes: boolean) {
    this.#event = event;
    this.#executes = executes;
  }

  /** @returns the record without what its transport wrote before it */
  readLine(line: string): string {
    const match = header.exec(line);
    if (match === null) {
      this.readPairs(undefined, line);
      return line;
    }
    const typeAt = line.lastIndexOf('type=', match.index);
    const type = typeAt < 0 ? undefined : line.slice(typeAt + 5, match.index).split(' ', 1)[0];
    const node = typeAt < 0 ? -1 : line.lastIndexOf('node=', typeAt);
    if (node >= 0) {
      const host = line.slice(node + 5, typeAt).trim();
      if (host !== '' && !host.includes(' ')) this.#event['host.name'] = host;
    }
    this.readPairs(
      type === undefined ? undefined : auditTypeName(type),
      line.slice(match.index + match[0].length),
    );
    return line.slice(node >= 0 ? node : Math.max(0, typeAt));
  }

  readPairs(type: string | undefined, pairs: string): void {
    if (type !== undefined && !this.#types.includes(type)) this.#types.push(type);
    // 0x1d parts what auditd added (`log_format = ENRICHED`); rsyslog escapes it.
    const text = pairs.includes('\x1d') ? pairs.replaceAll('\x1d', ' ') : pairs.replaceAll('#035', ' ');
    // USER_* records nest their pairs in msg='...'.
    const nested = text.indexOf(" msg='");
    if (nested < 0) {
      this.#read(type, text);
      return;
    }
    const close = text.lastIndexOf("'");
    const end = close > nested + 5 ? close : text.length;
    this.#read(type, text.slice(0, nested));
    this.#read(type, text.slice(nested + 6, end));
    this.#read(type, text.slice(end + 1));
  }

  #read(type: string | undefined, text: string): void {
    keyValues(text, (key, value, quoted) => {
      if (key === 'node' || key === 'msg' || key === 'type') return;
      const place = argument.exec(key);
      if (place !== null && type === 'EXECVE') {
        this.#addArgument(Number(place[1]), quoted ? value : decodeHex(value));
        return;
      }
      const name = place !== null && this.#executes && type === 'SYSCALL' ? `syscall.${key}` : key;
      put(this.#event, name, !quoted && encoded.has(key) ? decodeHex(value) : value);
    });
  }

  /** A long argument comes in pieces, `a1[0]`, `a1[1]`, of one record or several. */
  #addArgument(place: number, value: string): void {
    this.#arguments[place] = (this.#arguments[place] ?? '') + value;
  }

  finish(): void {
    const { fields } = this.#event;
    const types = this.#types;
    if (types.length > 0) fields['type'] = types.length === 1 ? types[0]! : [...types];
    const args = this.#arguments.filter((value) => value !== undefined);
    args.slice(0, mostArguments).forEach((value, index) => {
      fields[`a${index}`] = value;
    });
    if (args.length > 0) this.#event['process.command_line'] = args.join(' ');
    if (isPartial(types)) fields['audit.partial'] = true;
    columns(this.#event, types);
  }
}

/** Sets a field; of several different values a list is made. */
function put(event: Event, key: string, value: string): void {
  const before = Object.hasOwn(event.fields, key) ? event.fields[key] : undefined;
  if (before === undefined) setField(event.fields, key, value);
  else if (Array.isArray(before)) {
    if (before.length < mostValues && !before.includes(value)) before.push(value);
  } else if (before !== value) setField(event.fields, key, [before, value]);
}

function decodeHex(value: string): string {
  if (value.length < 2 || value.length % 2 !== 0 || !/^[0-9A-F]+$/.test(value)) return value;
  return Buffer.from(value, 'hex').toString('utf8').replaceAll('\0', ' ');
}

const textOf = (value: FieldValue | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

function columns(event: Event, types: readonly string[]): void {
  const { fields } = event;
  const { success, res, exe, comm, pid, acct, addr, proctitle, key, arch, syscall, AUID, UID } = fields;
  const number = wholeNumber(textOf(syscall));
  if (number !== undefined && fields['SYSCALL'] === undefined) {
    const call = syscallName(textOf(arch) ?? '', number);
    if (call !== undefined) fields['SYSCALL'] = call;
  }
  const action = textOf(fields['SYSCALL']) ?? types[0]?.toLowerCase();
  if (action !== undefined) event['event.action'] = action;
  const category = auditCategory(types);
  if (category !== undefined) event['event.category'] = category;
  const result = textOf(success) ?? textOf(res);
  if (result !== undefined)
    event['event.outcome'] =
      result === 'yes' || result === 'success' || result === '1' ? 'success' : 'failure';
  if (typeof exe === 'string') event['process.executable'] = exe;
  if (typeof comm === 'string') event['process.name'] = comm;
  if (typeof proctitle === 'string') event['process.command_line'] ??= proctitle;
  const id = wholeNumber(textOf(pid));
  if (id !== undefined) event['process.pid'] = id;
  const user = textOf(acct) ?? (AUID === 'unset' ? textOf(UID) : (textOf(AUID) ?? textOf(UID)));
  if (user !== undefined && user !== '?') event['user.name'] = user;
  const ip = ipAddress(textOf(addr));
  if (ip !== undefined) event['source.ip'] = ip;
  socketAddress(event);
  keys(event, key);
}

/** Rules' keys are parted by 0x01 where a record met several rules. */
function keys(event: Event, key: FieldValue | undefined): void {
  if (key === '(null)') delete event.fields['key'];
  else if (typeof key === 'string' && key.includes('\x01')) event.fields['key'] = key.split('\x01');
}
