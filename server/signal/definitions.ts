import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Type from 'typebox';
import { Value } from 'typebox/value';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { GrundwachtError } from '../contract/errors.js';
import { packageRoot } from '../contract/package-root.js';
import { SignalDefinition } from '../contract/signal.js';
import { definitionFaults } from './definition-faults.js';
import type { SignalFault } from './parameters.js';

const strict = { additionalProperties: false };

/** A file of definitions; `texts` holds sentences that several of them share by YAML anchors. */
const SignalFile = Type.Object(
  {
    catalog: Type.String({ minLength: 1 }),
    texts: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    signals: Type.Array(Type.Omit(SignalDefinition, ['catalog'], strict), { minItems: 1 }),
  },
  strict,
);

/** A definition, and the digest that says which edition of it an observation was made by. */
export type VersionedSignal = SignalDefinition & { version: string };

let shipped: readonly VersionedSignal[] | undefined;

/** @returns the folder of the shipped definitions */
export const signalsFolder = (): string => join(packageRoot(), 'grundschutz-catalog', 'signals');

/**
 * @returns the shipped definitions, read once
 * @throws GrundwachtError CATALOG_MALFORMED with every fault: file, line, JSON pointer
 */
export function signalDefinitions(): readonly VersionedSignal[] {
  shipped ??= readSignals(signalsFolder());
  return shipped;
}

/** @throws GrundwachtError CATALOG_MALFORMED with every fault of the folder's files */
export function readSignals(folder: string): VersionedSignal[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  const faults: string[] = [];
  const signals: VersionedSignal[] = [];
  const places = new Map<string, string>();
  for (const name of files) {
    const parsed = parseSignals(readFileSync(join(folder, name), 'utf8'), name);
    faults.push(...parsed.faults);
    for (const signal of parsed.signals) {
      const other = places.get(signal.id);
      if (other !== undefined) faults.push(`${name}: the id ${signal.id} is in ${other}, too`);
      places.set(signal.id, name);
      signals.push(signal);
    }
  }
  if (faults.length > 0) throw new GrundwachtError('CATALOG_MALFORMED', faults.join('\n'));
  return signals;
}

/**
 * @param text of a YAML file
 * @param name of the file, for faults
 * @returns definitions, and faults as `file:line /json/pointer: what is wrong`; one or the other is empty
 */
export function parseSignals(text: string, name: string): { signals: VersionedSignal[]; faults: string[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    const faults = document.errors.map(
      ({ pos, message }) => `${name}:${lines.linePos(pos[0]).line} ${message.split('\n')[0]}`,
    );
    return { signals: [], faults };
  }
  const file: unknown = document.toJS();
  const said = ({ pointer, message }: SignalFault): string =>
    `${name}:${lineOf(document, lines, pointer)} ${pointer || '/'}: ${message}`;
  if (!Value.Check(SignalFile, file)) {
    const faults = Value.Errors(SignalFile, file).map(({ instancePath, message }) =>
      said({ pointer: instancePath, message }),
    );
    return { signals: [], faults: faults.slice(0, 20) };
  }
  const signals = file.signals.map((signal) => versioned({ ...signal, catalog: file.catalog }));
  const faults = signals.flatMap((signal, n) =>
    definitionFaults(signal).map(({ pointer, message }) =>
      said({ pointer: `/signals/${n}${pointer}`, message }),
    ),
  );
  return faults.length > 0 ? { signals: [], faults } : { signals, faults };
}

function versioned(signal: SignalDefinition): VersionedSignal {
  return {
    ...signal,
    version: createHash('sha256').update(JSON.stringify(signal)).digest('hex').slice(0, 16),
  };
}

/** @returns the line of the innermost node on the way to a JSON pointer */
function lineOf(document: Document, lines: LineCounter, pointer: string): number {
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
