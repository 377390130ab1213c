import { createHash } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { nodeCrypto, type Signer } from '../evidence/signer.js';
import { fromHex, Refused } from '../evidence/verify/bytes.js';
import { canonicalJson } from '../evidence/verify/canonical.js';
import { openNote } from '../evidence/verify/note.js';

export const manifestFormat = 'grundwacht-backup/1';
/** Name of the key in notes of backups. */
const noteName = 'grundwacht/backup';

const closed = { additionalProperties: false } as const;
const Hex = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Count = Type.Integer({ minimum: 0 });
/** A path below the data folder: no way out of it. */
const Path = Type.String({ pattern: '^(?!.*(?:^|/)\\.\\.?(?:/|$))[^/\\0][^\\0]*$', maxLength: 1000 });

/** `file`: belongs into the data folder. `key`: the same, and secret. `configuration`: from elsewhere, to be put back by a person. */
const Kind = Type.Union([Type.Literal('file'), Type.Literal('key'), Type.Literal('configuration')]);

/** What a backup consists of. */
export const ManifestSchema = Type.Object(
  {
    format: Type.Literal(manifestFormat),
    /** Of the program. */
    version: Type.String(),
    /** ISO: of when the database tells. */
    made_at: Type.String(),
    /** Ed25519 key that signs the installation's tree heads and this; hex. */
    key: Hex,
    /** Whether the keys are among the files. */
    keys: Type.Boolean(),
    database: Type.Object(
      {
        migrations: Type.Array(Type.String()),
        tables: Type.Array(
          Type.Object(
            { name: Type.String(), columns: Type.Array(Type.String()), sha256: Hex, size: Count },
            closed,
          ),
        ),
        sequences: Type.Array(
          Type.Object({ name: Type.String(), value: Count, called: Type.Boolean() }, closed),
        ),
      },
      closed,
    ),
    /** Journal positions that are held, from and behind. */
    journal: Type.Object({ from: Count, to: Count }, closed),
    events: Type.Object({ segments: Count, rows: Count }, closed),
    files: Type.Array(Type.Object({ path: Path, kind: Kind, sha256: Hex, size: Count }, closed)),
    /** What was found damaged while it was made. */
    faults: Type.Array(Type.String()),
  },
  closed,
);
export type BackupManifest = Static<typeof ManifestSchema>;

const schema = Compile(ManifestSchema);

/** @returns manifest and signed note, as they are stored */
export async function signManifest(
  manifest: BackupManifest,
  signer: Signer,
): Promise<{ text: string; note: string }> {
  const text = canonicalJson(manifest);
  return { text, note: await signer.sign(`${manifestFormat}\n${hashOf(text)}\n`, noteName) };
}

/**
 * @param note that was stored with it
 * @throws Refused for another form, or unless the key that it names has signed it
 */
export async function openManifest(text: string, note: string): Promise<BackupManifest> {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    throw new Refused('the manifest is no JSON');
  }
  if (!schema.Check(manifest)) throw new Refused('the manifest has another form');
  const key = { name: noteName, key: fromHex(manifest.key, 'the key') };
  const signed = await openNote(nodeCrypto, note, key, 'the note of the manifest');
  if (signed !== `${manifestFormat}\n${hashOf(text)}\n`) throw new Refused('the manifest was changed');
  return manifest;
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** @returns every content that a backup needs */
export function objectsOf({
  database,
  files,
}: BackupManifest): { place: string; sha256: string; size: number }[] {
  return [
    ...database.tables.map(({ name, sha256, size }) => ({ place: `table ${name}`, sha256, size })),
    ...files.map(({ path, sha256, size }) => ({ place: path, sha256, size })),
  ];
}
