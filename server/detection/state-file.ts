import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../journal/replace-file.js';

/** The correlations' state and how far in the journal it has come. */
export interface DetectionState {
  /** Journal position: every record before it is contained. */
  position: number;
  snapshot: Uint8Array;
}

const file = (folder: string) => join(folder, 'detection.snapshot');

/** @returns undefined when there is none; whether the snapshot itself is whole, the engine says */
export async function readDetectionState(folder: string): Promise<DetectionState | undefined> {
  const bytes = await readFile(file(folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (bytes === undefined || bytes.length < 8) return undefined;
  return { position: Number(bytes.readBigUInt64BE(0)), snapshot: bytes.subarray(8) };
}

/** Replaces the state on disk; a crash leaves the old one or the new one whole. */
export async function writeDetectionState(
  folder: string,
  { position, snapshot }: DetectionState,
): Promise<void> {
  const head = Buffer.alloc(8);
  head.writeBigUInt64BE(BigInt(position));
  await replaceFile(file(folder), [head, snapshot], 0o600);
}
