import type { Event } from '../../contract/event.js';
import { setDataset, setEnd, setKind, setPair } from '../device/columns.js';
import { Unparsable } from '../draft.js';
import { address, form, readMessage } from '../messages.js';
import { month } from '../time.js';

/** `client:port [accept date] frontend backend/server timers`, the beginning of both formats. */
const head = new RegExp(
  String.raw`^\[?(${address}|unix)\]?:(\d{1,5}) \[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?\] (\S{1,128}) ([^\s/]{1,128})\/(\S{1,128}) ([\d+/-]{5,60}) `,
);
/** `status bytes req-cookie resp-cookie state counters queues {headers} "request"` (`option httplog`). */
const http = /^(-?\d{1,3}) \+?(\d{1,15}) (\S{1,200}) (\S{1,200}) (\S{4}) ([\d+/]{5,60}) ([\d/]{3,30})/;
const tcp = /^\+?(\d{1,15}) (\S{2}) ([\d+/]{5,60}) ([\d/]{3,30})/;

const stateForms = [
  form(
    `^Connect from (?<source>${address}):(?<sourcePort>\\d{1,5}) to (?<destination>${address}):(?<destinationPort>\\d{1,5}) \\((?<frontend>[^)/]{1,128})`,
    'connection',
    true,
  ),
  form('^Server (?<backend>[^\\s/]{1,128})\\/(?<server>\\S{1,128}) is (?<state>UP|DOWN)', 'serviceChanged'),
  form(
    '^(?:backend|proxy) (?<backend>\\S{1,128}) (?<state>has no server available|stopped)',
    'serviceChanged',
    false,
  ),
];

/**
 * Reads HAProxy's HTTP and TCP log formats ("Log format" of its configuration manual), with Sigma's web names, and
 * what it says about servers.
 * @throws Unparsable when a line begins as one of the formats and goes on otherwise
 */
export function haproxy(event: Event, text: string): void {
  setDataset(event, 'haproxy', 'log');
  const match = head.exec(text);
  if (match === null) {
    readMessage(event, text, stateForms);
    return;
  }
  const [
    ,
    client,
    clientPort,
    day,
    monthName,
    year,
    hour,
    minute,
    second,
    ,
    frontend,
    backend,
    server,
    timers,
  ] = match;
  setEnd(event, 'source', client, clientPort);
  setPair(event, 'frontend', frontend!);
  setPair(event, 'backend', backend!);
  setPair(event, 'server', server!);
  setPair(event, 'timers', timers!);
  const monthIndex = month(monthName!, 0);
  if (monthIndex < 0) throw new Unparsable('HAProxy: the accept date has no month', match[0].indexOf('/'));
  setPair(
    event,
    'accept_date',
    `${year}-${String(monthIndex + 1).padStart(2, '0')}-${day}T${hour}:${minute}:${second}`,
  );
  const rest = text.slice(match[0].length);
  const web = http.exec(rest);
  if (web !== null) httpColumns(event, web, rest.slice(web[0].length), client!);
  else tcpColumns(event, tcp.exec(rest), match[0].length);
}

function tcpColumns(event: Event, match: RegExpExecArray | null, at: number): void {
  if (match === null)
    throw new Unparsable('HAProxy: neither status nor bytes and state follow the timers', at);
  event['event.dataset'] = 'haproxy.tcp';
  const [, bytes, state, counters, queues] = match;
  event.fields['bytes'] = Number(bytes);
  setPair(event, 'termination_state', state!);
  setPair(event, 'counters', counters!);
  setPair(event, 'queues', queues!);
  setKind(event, 'connection', state === '--');
}

function httpColumns(event: Event, match: RegExpExecArray, rest: string, client: string): void {
  const { fields } = event;
  const [, status, bytes, , , state, counters, queues] = match;
  event['event.dataset'] = 'haproxy.http';
  fields['sc-status'] = Number(status);
  fields['sc-bytes'] = Number(bytes);
  fields['c-ip'] = client;
  setPair(event, 'termination_state', state!);
  setPair(event, 'counters', counters!);
  setPair(event, 'queues', queues!);
  setKind(event, 'webRequest', Number(status) > 0 && Number(status) < 400);
  const quote = rest.indexOf(' "');
  const captured = /^ \{([^}]{0,2000})\}/.exec(rest);
  if (captured !== null) setPair(event, 'captured_headers', captured[1]!);
  if (quote < 0) return;
  const end = rest.lastIndexOf('"');
  request(event, rest.slice(quote + 2, end > quote + 1 ? end : rest.length));
}

/** `GET https://host/path?query HTTP/2.0`; `<BADREQ>` when there was none. */
function request(event: Event, text: string): void {
  const { fields } = event;
  const [method, uri, version] = text.split(' ', 3);
  if (uri === undefined) {
    setPair(event, 'cs-uri', text);
    return;
  }
  setPair(event, 'cs-method', method!);
  if (version !== undefined) setPair(event, 'cs-version', version);
  const scheme = /^https?:\/\/([^/?]{1,255})/.exec(uri);
  const path = scheme === null ? uri : uri.slice(scheme[0].length);
  if (scheme !== null) setPair(event, 'cs-host', scheme[1]!);
  const question = path.indexOf('?');
  fields['cs-uri'] = path;
  fields['cs-uri-stem'] = question < 0 ? path : path.slice(0, question);
  if (question >= 0) fields['cs-uri-query'] = path.slice(question + 1);
}
