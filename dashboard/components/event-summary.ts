import type { EventDocument } from '../../server/contract/event.js';

/** @returns one line that says what the event is about */
export function eventSummary(event: EventDocument): string {
  return (
    event['error.message'] ??
    event.message ??
    event['process.command_line'] ??
    event['process.executable'] ??
    event['event.original']
  ).slice(0, 400);
}
