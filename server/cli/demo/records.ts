import type { Envelope } from '../../contract/envelope.js';
import { city, fullName, type Host } from './city.js';
import { localTimestamp } from './rhythm.js';
import { windowsMessage } from './windows-messages.js';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export interface SyslogMessage {
  /** RFC 5424 6.2.1; 10 is authpriv, 9 cron, 3 daemon. */
  facility: number;
  severity: number;
  program: string;
  pid: number;
  text: string;
}

/** @returns a record in the form of RFC 5424, received from the host at the time it names */
export function syslogRecord(time: number, host: Host, message: SyslogMessage): Envelope {
  const { facility, severity, program, pid, text } = message;
  const line = `<${facility * 8 + severity}>1 ${localTimestamp(time)} ${host.name} ${program} ${pid} - - ${text}`;
  return record(time, 'tcp', 'syslog', host.address, '', line);
}

export interface WindowsEvent {
  channel: string;
  provider: string;
  id: number;
  data: Record<string, string>;
  /** The data are in the section UserData. */
  userData?: boolean;
  failure?: boolean;
  recordId: number;
}

/** @returns a record in the form that Winlogbeat ships */
export function windowsRecord(time: number, host: Host, event: WindowsEvent): Envelope {
  const at = new Date(time).toISOString();
  const code = String(event.id);
  const document = {
    '@timestamp': at,
    event: {
      code,
      kind: 'event',
      provider: event.provider,
      created: at,
      ...(event.channel === 'Security' ? { outcome: event.failure === true ? 'failure' : 'success' } : {}),
    },
    host: { name: fullName(host) },
    log: { level: 'information' },
    winlog: {
      channel: event.channel,
      computer_name: fullName(host),
      event_id: code,
      provider_name: event.provider,
      record_id: event.recordId,
      api: 'wineventlog',
      opcode: 'Info',
      ...(event.userData === true ? { user_data: event.data } : { event_data: event.data }),
    },
    agent: { type: 'winlogbeat', version: '8.15.3' },
    message: windowsMessage(event.id, event.data),
  };
  return record(time, 'http', 'json', host.address, '', JSON.stringify(document));
}

export interface WebRequest {
  client: string;
  method: string;
  path: string;
  status: number;
  bytes: number;
  agent: string;
  referer?: string;
}

/** @returns a line of Apache's combined log format */
export function accessRecord(time: number, host: Host, request: WebRequest): Envelope {
  const { client, method, path, status, bytes, agent, referer = '-' } = request;
  const line = `${client} - - [${accessTime(time)}] "${method} ${path} HTTP/1.1" ${status} ${bytes} "${referer}" "${agent}"`;
  return record(
    time,
    'file',
    'line',
    `${host.name}.${city.dnsSuffix}/var/log/apache2/access.log`,
    'apache.access',
    line,
  );
}

/** `21/Nov/2026:08:14:05 +0100` */
function accessTime(time: number): string {
  const local = localTimestamp(time);
  const [year, month, day] = local.slice(0, 10).split('-');
  return `${day}/${months[Number(month) - 1]}/${year}:${local.slice(11, 19)} ${local.slice(23).replace(':', '')}`;
}

function record(
  time: number,
  transport: Envelope['transport'],
  format: Envelope['format'],
  source: string,
  dataset: string,
  text: string,
): Envelope {
  return { source, transport, format, dataset, received: time, truncated: false, raw: Buffer.from(text) };
}
