import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';
import type { EventObject, EventValue } from '../../../../collectors/windows/evtx/binxml/render-object.js';
import { readEvtx } from '../../../../collectors/windows/evtx/read.js';
import { noRecordings, regressionRecordings } from './recordings.js';

/** Where the tool that made SigmaHQ's files differs, and why that is no fault here. */
const differences = [
  {
    reason: 'leaves the braces of a GUID out, which Windows writes',
    explains: (ours: string, theirs: string): boolean =>
      /^\{[-\dA-F]{36}\}$/.test(ours) && ours === `{${theirs}}`,
  },
  {
    reason: 'cuts a time off after microseconds; a FILETIME has seven digits, Windows writes nine',
    explains: (ours: string, theirs: string): boolean =>
      /^[-\d]{10}T[:\d]{8}\.\d{9}Z$/.test(ours) && `${ours.slice(0, -4)}Z` === theirs,
  },
  {
    reason: 'cuts off blanks at the end of a value',
    explains: (ours: string, theirs: string): boolean => ours !== theirs && ours.trimEnd() === theirs,
  },
];

const used = new Map<string, number>();

/** Splits a file that can hold several objects one after the other. */
function jsonObjects(text: string): EventObject[] {
  const objects: EventObject[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: part, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (part === '{' && depth++ === 0) start = index;
    else if (part === '}' && --depth === 0) objects.push(JSON.parse(text.slice(start, index + 1)));
  }
  return objects;
}

function unexplained(place: string, ours: EventValue | undefined, theirs: EventValue | undefined): string[] {
  if (isObject(ours) && isObject(theirs)) {
    const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
    return [...names].flatMap((name) => unexplained(`${place}/${name}`, ours[name], theirs[name]));
  }
  if (ours === theirs) return [];
  const row = differences.find(
    ({ explains }) => typeof ours === 'string' && typeof theirs === 'string' && explains(ours, theirs),
  );
  if (row === undefined) return [`${place}: ${JSON.stringify(ours)} is not ${JSON.stringify(theirs)}`];
  used.set(row.reason, (used.get(row.reason) ?? 0) + 1);
  return [];
}

const isObject = (value: EventValue | undefined): value is EventObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const recordIdOf = (document: EventObject): EventValue | undefined => {
  const event = document.Event;
  const system = isObject(event) ? event.System : undefined;
  return isObject(system) ? system.EventRecordID : undefined;
};

t.test("each record is as SigmaHQ's .json beside it has it", { skip: noRecordings }, async (t) => {
  let compared = 0;
  for (const path of regressionRecordings()) {
    const beside = path.replace(/evtx$/, 'json');
    if (!existsSync(beside)) {
      t.fail(`${beside} is missing`);
      continue;
    }
    const ours = new Map<EventValue | undefined, EventObject>();
    for await (const record of readEvtx(path)) {
      const document = record.toObject();
      ours.set(recordIdOf(document), document);
    }
    for (const theirs of jsonObjects(readFileSync(beside, 'utf8'))) {
      t.strictSame(unexplained('', ours.get(recordIdOf(theirs)), theirs), [], path);
      compared++;
    }
  }
  t.ok(compared >= 87, `${compared} records compared`);
  for (const { reason } of differences) t.ok(used.has(reason), `still needed: ${reason}`);
  for (const [reason, times] of used) t.comment(`${times} x SigmaHQ's file ${reason}`);
});
