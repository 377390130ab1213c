import type { Event } from '../../contract/event.js';
import { firstText, setDataset, setPair, setUser } from './columns.js';
import { keyEnd } from './pairs.js';

/** Whether the text is an event of Veeam Backup & Replication as its syslog server gets it. */
export function isVeeam(text: string): boolean {
  return text.startsWith('[categoryId=') && text.includes(' instanceId=');
}

/**
 * Reads an event of Veeam Backup & Replication ("Event Reference", "Syslog Message Example"). The parameters keep
 * their names; `instanceId` is the id that the Windows event log has for the same event. Quotes inside XML values are
 * not escaped by the vendor: such a value ends with its last angle bracket.
 */
export function veeam(event: Event, text: string): void {
  let at = 1;
  while (at < text.length) {
    const equals = keyEnd(text, at);
    if (equals < 0) {
      const space = text.indexOf(' ', at);
      if (space < 0) break;
      at = space + 1;
      continue;
    }
    const quoted = text.charCodeAt(equals + 1) === 34;
    const end = quoted ? valueEnd(text, equals + 2) : wordEnd(text, equals + 1);
    setPair(event, text.slice(at, equals), text.slice(quoted ? equals + 2 : equals + 1, end));
    at = quoted ? end + 2 : end + 1;
  }
  setDataset(event, 'veeam', 'backup');
  const id = firstText(event, 'instanceId');
  if (id !== undefined) event['event.code'] = id;
  const description = firstText(event, 'Description');
  if (description !== undefined) event.message = description;
  const info = firstText(event, 'UserFullInfo', 'InitiatorFullInfo') ?? '';
  setUser(event, firstText(event, 'UserName', 'InitiatorName') ?? /fullName="([^"]{1,200})"/.exec(info)?.[1]);
}

function wordEnd(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 32 || c === 93) return i;
  }
  return text.length;
}

function valueEnd(text: string, at: number): number {
  const xml = text.charCodeAt(at) === 60;
  for (let i = text.indexOf('"', at); i >= 0; i = text.indexOf('"', i + 1)) {
    if (xml && text.charCodeAt(i - 1) !== 62) continue;
    const next = text.charCodeAt(i + 1);
    if (Number.isNaN(next) || next === 93) return i;
    if (next === 32 && keyEnd(text, i + 2) >= 0) return i;
  }
  return text.length;
}
