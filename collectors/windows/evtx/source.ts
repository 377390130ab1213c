import { open } from 'node:fs/promises';
import { GrundwachtError } from '../../../server/contract/errors.js';

/** Anything that can be read at a position; a `FileHandle` is one. The reader's positions only grow. */
export interface EvtxSource {
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
}

/** A path, an open file, a file's content, or its content piece by piece as a decompressor gives it. */
export type EvtxInput = string | EvtxSource | Uint8Array | AsyncIterable<Uint8Array>;

/** An open source, what to call it in errors, and how to let go of it. */
export interface OpenSource {
  source: EvtxSource;
  name: string;
  close(): Promise<void>;
}

/** @throws GrundwachtError FILE_UNREADABLE when the path cannot be opened */
export async function openSource(input: EvtxInput): Promise<OpenSource> {
  const close = async (): Promise<void> => {};
  if (input instanceof Uint8Array) return { source: memorySource(input), name: 'the content', close };
  if (typeof input === 'string') {
    try {
      const handle = await open(input);
      return { source: handle, name: input, close: () => handle.close() };
    } catch (cause) {
      throw new GrundwachtError('FILE_UNREADABLE', `${input}: ${messageOf(cause)}`, { cause });
    }
  }
  // A FileHandle is no AsyncIterable, a readable stream has no positioned read.
  if (Symbol.asyncIterator in input) return pieces(input);
  return { source: input, name: 'the file', close };
}

/** Pieces can be read once, from front to back. */
function pieces(input: AsyncIterable<Uint8Array>): OpenSource {
  const iterator = input[Symbol.asyncIterator]();
  let piece: Uint8Array = new Uint8Array(0);
  const source: EvtxSource = {
    read: async (buffer, offset, length) => {
      while (piece.length === 0) {
        const next = await iterator.next();
        if (next.done === true) return { bytesRead: 0 };
        piece = next.value;
      }
      const part = piece.subarray(0, length);
      buffer.set(part, offset);
      piece = piece.subarray(part.length);
      return { bytesRead: part.length };
    },
  };
  const close = async (): Promise<void> => {
    await iterator.return?.();
  };
  return { source, name: 'the content', close };
}

function memorySource(content: Uint8Array): EvtxSource {
  return {
    read: async (buffer, offset, length, position) => {
      const part = content.subarray(position, position + length);
      buffer.set(part, offset);
      return { bytesRead: part.length };
    },
  };
}

/**
 * @returns up to `length` bytes from `position` in a buffer of their own; fewer only at the end of the file
 * @throws GrundwachtError FILE_UNREADABLE naming the file and the offset
 */
export async function readAt(
  { source, name }: OpenSource,
  position: number,
  length: number,
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  try {
    while (filled < length) {
      const { bytesRead } = await source.read(buffer, filled, length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
  } catch (cause) {
    const detail = `${name}: ${messageOf(cause)} (at byte ${position + filled})`;
    throw new GrundwachtError('FILE_UNREADABLE', detail, { cause });
  }
  return buffer.subarray(0, filled);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
