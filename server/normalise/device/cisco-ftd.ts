import type { Event } from '../../contract/event.js';
import { firstText, type Kind, setEnd, setKind, setPair, setUser } from './columns.js';

/** Security events of Firepower Threat Defense ("Syslog Messages 430001-430005"). */
const kinds: Record<string, Kind> = {
  '430001': 'attack',
  '430002': 'connection',
  '430003': 'connection',
  '430004': 'connection',
  '430005': 'malware',
};
const key = /(?:^|, )([A-Z][A-Za-z0-9]{1,40}): /g;

/**
 * Reads a security event: `Key: value, Key: value`. A value goes to the next key; it may hold commas.
 * @param number of the message, 430001 to 430005
 */
export function threatDefense(event: Event, number: string, text: string): void {
  let [name, from] = ['', 0];
  for (const match of text.matchAll(key)) {
    if (name !== '') setPair(event, name, text.slice(from, match.index));
    name = match[1]!;
    from = match.index + match[0].length;
  }
  if (name !== '') setPair(event, name, text.slice(from));
  const kind = Object.hasOwn(kinds, number) ? kinds[number]! : undefined;
  const action = firstText(event, 'AccessControlRuleAction', 'InlineResult', 'FileAction') ?? '';
  if (kind !== undefined && name !== '') setKind(event, kind, !/block|drop|reset/i.test(action));
  setEnd(event, 'source', firstText(event, 'SrcIP'), firstText(event, 'SrcPort'));
  setEnd(event, 'destination', firstText(event, 'DstIP'), firstText(event, 'DstPort'));
  const user = firstText(event, 'User');
  if (user !== 'No Authentication Required' && user !== 'Unknown') setUser(event, user);
}
