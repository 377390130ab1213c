import t from 'tap';
import type { Envelope } from '../../../server/contract/envelope.js';
import type { Event } from '../../../server/contract/event.js';
import { event } from '../record.js';

/** A record, and what has to stand in its event. */
export type Case = readonly [record: string, expected: Record<string, unknown>];

/** Text of a program behind a syslog header: `program: text`. */
export const sent = (program: string, text: string): Event =>
  event(`<30>Nov 21 21:00:00 srv1 ${program}[812]: ${text}`);

/** Checks a table of messages of one program. */
export function messages(name: string, program: string, cases: readonly Case[]): void {
  t.test(name, async (t) => {
    for (const [text, expected] of cases) {
      const result = sent(program, text);
      t.match(result, { 'error.message': undefined, 'host.name': 'srv1', message: text, ...expected }, text);
    }
  });
}

/** Checks a table of lines of one log file. */
export function lines(name: string, dataset: string, cases: readonly Case[]): void {
  const change: Partial<Envelope> = { format: 'line', dataset, transport: 'file', source: '/var/log/x' };
  t.test(name, async (t) => {
    for (const [text, expected] of cases) {
      t.match(event(text, change), { 'error.message': undefined, ...expected }, text);
    }
  });
}
