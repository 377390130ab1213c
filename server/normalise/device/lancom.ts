import type { Event } from '../../contract/event.js';
import { setDataset, setEnd, setKind, setPair, setUser } from './columns.js';

/** `PACKET_ALERT`: the source in capitals and one of LCOS's levels (LCOS reference manual, "SYSLOG"). */
const tag = /^[A-Z][A-Z-]{1,30}(?:_[A-Z-]{1,30}){0,2}_(ALERT|ERROR|WARNING|INFO|DEBUG|NOTICE)$/;
const packet =
  /^Dst: (\S{2,64}) \{([^}]{0,128})\}, Src: (\S{2,64}) \{([^}]{0,128})\} \((\w{1,16})\): (.{0,500})/s;
const account = /\buser(?:name)? (?:name )?["'<]?([^\s"'<>,]{1,128})/i;
const origin = /\b(?:from|by) (?:peer |host |address )?([\da-fA-F.:]{3,45})/i;

/** Whether a syslog message's program is a tag of LANCOM's operating system. */
export function isLancom(appname: string): boolean {
  return appname.charCodeAt(appname.length - 1) <= 90 && tag.test(appname);
}

/**
 * Reads a message of LCOS. What a message is about is told by its facility, as the manual assigns them: 4 (AUTH)
 * logons of VPN and PPP peers, 10 (AUTHPRIV) console logons, 18 (LOCAL2) changes of the configuration. The wording
 * of these differs between editions: user and address are taken where they stand behind `user` and `from`.
 */
export function lancom(event: Event, appname: string, text: string): void {
  setDataset(event, 'lancom', appname.slice(0, appname.lastIndexOf('_')));
  event['event.code'] = appname;
  const dropped = packet.exec(text);
  if (dropped !== null) {
    packetColumns(event, dropped);
    return;
  }
  const bad =
    /_(?:ALERT|ERROR|WARNING)$/.test(appname) || /\b(?:fail|reject|denied|wrong|invalid|lock)/i.test(text);
  const facility = event['log.syslog.facility.code'];
  const leaving = /\b(?:log(?:ged)?[ -]?out|logoff|disconnect|closed)/i.test(text);
  if (facility === 4 || facility === 10) {
    if (leaving && !bad) setKind(event, 'logout', true);
    else setKind(event, facility === 4 ? 'vpnLogin' : 'adminLogin', !bad);
  } else if (facility === 18) setKind(event, 'configChanged', !bad);
  setUser(event, account.exec(text)?.[1]);
  setEnd(event, 'source', origin.exec(text)?.[1]);
}

/** `Dst: 192.168.200.10:80 {}, Src: 10.0.0.37:4353 {} (TCP): port filter`; station names stand in the braces. */
function packetColumns(event: Event, match: RegExpExecArray): void {
  const [, destination, destinationName, source, sourceName, protocol, reason] = match;
  end(event, 'destination', destination!);
  end(event, 'source', source!);
  setPair(event, 'dst', destination!);
  setPair(event, 'src', source!);
  setPair(event, 'dst_name', destinationName!);
  setPair(event, 'src_name', sourceName!);
  setPair(event, 'protocol', protocol!);
  setPair(event, 'reason', reason!);
  const intrusion = /intruder|dos|denial|spoof|portscan|port scan|fragment|syn[ -]flood/i.test(reason!);
  setKind(event, intrusion ? 'attack' : 'connection', false);
}

/** An address with a port has exactly one colon, or brackets around an IPv6 address. */
function end(event: Event, which: 'source' | 'destination', text: string): void {
  const colon = text.lastIndexOf(':');
  const hasPort = colon > 0 && (text.indexOf(':') === colon || text.charCodeAt(colon - 1) === 93);
  if (hasPort) setEnd(event, which, text.slice(0, colon), text.slice(colon + 1));
  else setEnd(event, which, text);
}
