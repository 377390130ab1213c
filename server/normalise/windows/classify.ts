import type { Event } from '../../contract/event.js';
import { actions } from './actions.js';

/** Bits of the System section's Keywords: WINEVENT_KEYWORD_AUDIT_FAILURE and _SUCCESS (winmeta.xml). */
const auditFailure = 0x10;
const auditSuccess = 0x20;

/** Sets category and action by channel and event id, outcome by the audit bits or by what the id means. */
export function classify(event: Event, dataset: string, id: string): void {
  const known = actions[dataset]?.[id];
  if (known !== undefined) {
    event['event.category'] = known[0];
    event['event.action'] = known[1];
    if (known[2] !== undefined) event['event.outcome'] = known[2];
  }
  const keywords = event.fields['Keywords'];
  if (typeof keywords !== 'string' || !keywords.startsWith('0x') || keywords.length < 16) return;
  const bits = Number.parseInt(keywords.slice(-14, -12), 16);
  if ((bits & auditFailure) !== 0) event['event.outcome'] = 'failure';
  else if ((bits & auditSuccess) !== 0) event['event.outcome'] ??= 'success';
}
