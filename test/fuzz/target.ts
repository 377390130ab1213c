import { GrundwachtError } from '../../server/contract/errors.js';

/** A parser of foreign bytes. */
export interface Target {
  name: string;
  /** Real inputs to begin with. */
  seeds(): Promise<readonly Buffer[]> | readonly Buffer[];
  /** Pieces of its language. */
  words?: readonly string[];
  /** Bytes of an input at most. */
  longest: number;
  /** Milliseconds of CPU that an input may take: 50 a record. */
  limit: number;
  /** @throws what is a fault, other than a refusal by {@link isRefusal} */
  run(bytes: Buffer): void | Promise<void>;
}

/** A plain answer to bad input, which says what is wrong. */
export function isRefusal(error: unknown): boolean {
  return error instanceof GrundwachtError && error.code !== 'INTERNAL';
}

/** @throws Error when bytes were lost or made up */
export function hold(condition: boolean, what: string): void {
  if (!condition) throw new Error(`property broken: ${what}`);
}
