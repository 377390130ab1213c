import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../contract/package-root.js';
import type { SignalDefinition } from '../contract/signal.js';
import type { ScanSignalDefinition } from './observe.js';

let shipped: readonly ScanSignalDefinition[] | undefined;

/** @returns the shipped signals of scans, read once */
export function scanDefinitions(): readonly ScanSignalDefinition[] {
  if (shipped !== undefined) return shipped;
  const file = join(packageRoot(), 'grundschutz-catalog', 'signals', 'scans.yaml');
  const { signals } = parse(readFileSync(file, 'utf8')) as { signals: SignalDefinition[] };
  shipped = signals.map((signal) => ({
    ...signal,
    version: createHash('sha256').update(JSON.stringify(signal)).digest('hex').slice(0, 16),
  }));
  return shipped;
}
