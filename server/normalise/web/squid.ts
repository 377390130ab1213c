import type { Event } from '../../contract/event.js';
import { ipAddress } from '../ip.js';
import { digits, isDigit } from '../scan.js';

/** Squid's native format: `seconds.millis elapsed client code/status bytes method URL user hierarchy/peer type`. */
const line =
  /^(\d{10})\.(\d{3}) +(-?\d{1,12}) (\S{1,255}) ([A-Z_]{2,64})\/(\d{3}) (\d{1,15}) ([A-Z][A-Z_-]{0,31}|-) (\S{1,8192}) (\S{1,255}) ([A-Z_]{1,64})\/(\S{1,255}) (\S{1,255})/;

/** Whether the text is a line of Squid's access log. */
export function isSquid(text: string): boolean {
  return (
    isDigit(text.charCodeAt(0)) && text.charCodeAt(10) === 46 && digits(text, 0, 10) > 0 && line.test(text)
  );
}

/** Fills `event` from a line of Squid's access log ("Squid native access.log format"), with Sigma's proxy names. */
export function squid(event: Event, text: string): void {
  const match = line.exec(text);
  if (match === null) return;
  const [
    ,
    seconds,
    millis,
    elapsed,
    client,
    result,
    status,
    bytes,
    method,
    url,
    user,
    hierarchy,
    peer,
    type,
  ] = match;
  event['event.module'] = 'squid';
  event['event.dataset'] = 'squid.access';
  event['event.category'] = 'web';
  event['event.action'] = 'http_request';
  event['event.outcome'] = /DENIED|ERR_/.test(result!) || Number(status) >= 400 ? 'failure' : 'success';
  event['@timestamp'] = Number(seconds) * 1000 + Number(millis);
  const { fields } = event;
  fields['c-ip'] = client!;
  fields['time-taken'] = Number(elapsed);
  fields['s-action'] = result!;
  fields['sc-status'] = Number(status);
  fields['sc-bytes'] = Number(bytes);
  fields['cs-method'] = method!;
  fields['s-hierarchy'] = hierarchy!;
  const address = ipAddress(client);
  if (address !== undefined) event['source.ip'] = address;
  const server = ipAddress(peer);
  if (server !== undefined) event['destination.ip'] = server;
  if (user !== '-') {
    fields['cs-username'] = user!;
    event['user.name'] = user!;
  }
  if (type !== '-') fields['cs-content-type'] = type!;
  uri(event, url!);
}

/** `http://host:port/path?query`; a CONNECT has only `host:port`. */
function uri(event: Event, url: string): void {
  const { fields } = event;
  fields['c-uri'] = url;
  const scheme = url.indexOf('://');
  const hostAt = scheme < 0 ? 0 : scheme + 3;
  const slash = url.indexOf('/', hostAt);
  const authority = url.slice(hostAt, slash < 0 ? url.length : slash);
  const colon = authority.lastIndexOf(':');
  fields['cs-host'] =
    colon > 0 && digits(authority, colon + 1, authority.length) >= 0 ? authority.slice(0, colon) : authority;
  if (slash < 0) return;
  const question = url.indexOf('?', slash);
  const path = url.slice(slash, question < 0 ? url.length : question);
  fields['c-uri-stem'] = path;
  if (question >= 0) fields['c-uri-query'] = url.slice(question + 1);
  const dot = path.lastIndexOf('.');
  if (dot > path.lastIndexOf('/')) fields['c-uri-extension'] = path.slice(dot + 1);
}
