import { GrundwachtError } from '../contract/errors.js';
import { faultAt, type Said } from '../contract/fault.js';
import type { RuleResult, ScanFormat } from '../contract/scan.js';

/** What one rule of a scan found. */
export interface ScannedRule {
  /** As the tool names it. */
  rule: string;
  title: string;
  severity: string;
  result: RuleResult;
  /** Such as CCE numbers. */
  identifiers: string[];
  message: string;
}

/** A signature that stands in the file; whether it is right is for those to say who have the keys. */
export interface ScanSignatureClaim {
  /** Fingerprint of the key that it names. */
  key: string;
  signature: Buffer;
  /** What was signed. */
  signed: Buffer;
}

/** What a file says of one scan of one host. */
export interface ParsedScan {
  format: ScanFormat;
  tool: string;
  toolVersion: string;
  /** Names of the host, lower case, without duplicates. */
  hosts: string[];
  addresses: string[];
  /** Milliseconds since the epoch. */
  startedAt: number | undefined;
  finishedAt: number;
  profile: string;
  benchmark: string;
  /** null: the format knows none; undefined: it could be signed and is not. */
  signature: ScanSignatureClaim | null | undefined;
  counts: Record<RuleResult, number>;
  /** Without what was not selected, which is only counted. */
  rules: ScannedRule[];
}

/** What is taken from one file. */
export const scanLimits = {
  /** Bytes of the file as it comes, compressed or not. */
  fileBytes: 64 * 1024 * 1024,
  /** Bytes that it may unfold to. */
  unfoldedBytes: 256 * 1024 * 1024,
  /** How many times as many bytes it may unfold to; what is small anyway may unfold more. */
  ratio: 300,
  rules: 50_000,
  /** Characters; what is longer is cut off visibly. */
  titleLength: 300,
  messageLength: 2000,
  idLength: 300,
  /** Host names and addresses each. */
  names: 200,
} as const;

/** @throws GrundwachtError SCAN_MALFORMED, always */
export function malformed(file: string, said: Said, cause?: unknown): never {
  throw new GrundwachtError('SCAN_MALFORMED', faultAt(file, said), { cause });
}

/** @returns the text in one line, cut off visibly at a length */
export function shorten(text: string, length: number): string {
  // Control characters, U+0000 among them, would be refused by the database or play with a terminal.
  const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}
