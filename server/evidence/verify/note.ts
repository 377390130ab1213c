import { type Crypto, equalBytes, fromBase64, joinBytes, Refused, toBase64, utf8 } from './bytes.js';

/** A key that signs notes: its name and the 32 bytes of its public half. */
export interface NoteKey {
  name: string;
  key: Uint8Array;
}

/** What a tree head says. */
export interface Checkpoint {
  /** Which log. */
  origin: string;
  size: number;
  root: Uint8Array;
  /** ISO. */
  time: string;
}

const ed25519 = 1;

/** @returns C2SP signed-note: first four bytes of SHA-256 over name, line feed, algorithm and key */
export async function keyId(crypto: Pick<Crypto, 'sha256'>, { name, key }: NoteKey): Promise<Uint8Array> {
  const digest = await crypto.sha256(joinBytes(utf8(`${name}\n`), Uint8Array.of(ed25519), key));
  return digest.slice(0, 4);
}

/** @returns C2SP signed-note of a text that ends with a line feed */
export function noteOf(text: string, name: string, id: Uint8Array, signature: Uint8Array): string {
  return `${text}\n\u2014 ${name} ${toBase64(joinBytes(id, signature))}\n`;
}

/**
 * @param note C2SP signed-note with one signature
 * @returns the text that is signed
 * @throws Refused unless the key has signed it
 */
export async function openNote(crypto: Crypto, note: string, key: NoteKey, what: string): Promise<string> {
  const parts = /^((?:.*\n)+?)\n\u2014 (\S+) ([A-Za-z0-9+/=]+)\n$/.exec(note);
  if (parts === null) throw new Refused(`${what} is no signed note`);
  const [, text, name, base64] = parts as unknown as [string, string, string, string];
  const bytes = fromBase64(base64, `the signature of ${what}`);
  const id = await keyId(crypto, key);
  if (name !== key.name || bytes.length !== 68 || !equalBytes(bytes.slice(0, 4), id)) {
    throw new Refused(`${what} is signed by another key`);
  }
  if (!(await crypto.verifySignature(key.key, utf8(text), bytes.slice(4)))) {
    throw new Refused(`the signature of ${what} is wrong`);
  }
  return text;
}

/**
 * {@link openNote} with the first of several keys that has signed.
 * @param keys the one in use, then former ones
 * @throws Refused as the first key refuses it
 */
export async function openNoteOf(
  crypto: Crypto,
  note: string,
  [key, ...former]: readonly [NoteKey, ...NoteKey[]],
  what: string,
): Promise<string> {
  try {
    return await openNote(crypto, note, key, what);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const [next, ...others] = former;
    if (next === undefined) throw error;
    return openNoteOf(crypto, note, [next, ...others], what).catch(() => {
      throw error;
    });
  }
}

/** @returns C2SP tlog-checkpoint; the time is an extension line */
export function checkpointText({ origin, size, root, time }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\ntime ${time}\n`;
}

/** @throws Refused unless it is a text that {@link checkpointText} makes */
export function readCheckpoint(text: string, what: string): Checkpoint {
  const parts =
    /^(\S+)\n([1-9]\d{0,15})\n([A-Za-z0-9+/=]{44})\ntime (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\n$/.exec(
      text,
    );
  if (parts === null) throw new Refused(`${what} is no tree head`);
  const [, origin, size, root, time] = parts as unknown as [string, string, string, string, string];
  return { origin, size: Number(size), root: fromBase64(root, `the root of ${what}`), time };
}
