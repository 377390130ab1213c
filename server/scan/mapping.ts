import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { GrundwachtError } from '../contract/errors.js';
import { packageRoot } from '../contract/package-root.js';
import { type ScanFormat, scanFormats } from '../contract/scan.js';

const strict = { additionalProperties: false };
const Text = Type.String({ minLength: 1 });
const Patterns = Type.Array(Type.String({ pattern: '^[A-Za-z0-9._*-]+$' }), { minItems: 1 });

/** A file in `grundschutz-catalog/scans/`. */
const MappingFile = Type.Object(
  {
    catalog: Text,
    format: Type.Enum(scanFormats),
    prefix: Type.Optional(Text),
    rules: Type.Array(
      Type.Object(
        {
          topic: Type.String({ pattern: '^[a-z][a-z0-9-]*$' }),
          requirements: Type.Array(Text, { minItems: 1 }),
          rules: Patterns,
          except: Type.Optional(Patterns),
          why: Type.Object({ de: Text, en: Text }, strict),
        },
        strict,
      ),
      { minItems: 1 },
    ),
  },
  strict,
);
type MappingFile = Static<typeof MappingFile>;

/** Which requirements a tool's rules speak for, and why. */
export interface ScanMapping {
  catalog: string;
  format: ScanFormat;
  /** What every rule id of the tool begins with and the patterns leave out. */
  prefix: string;
  entries: readonly MappingEntry[];
}

export interface MappingEntry {
  /** What its rules look at together; the signal of their observations is named by it. */
  topic: string;
  requirements: readonly string[];
  /** Of rule ids; `*` stands for any text. */
  rules: readonly string[];
  except: readonly string[];
  why: { de: string; en: string };
}

/** The mappings as they are shipped, with a digest of the texts that they were read from. */
export interface ScanMappings {
  mappings: readonly ScanMapping[];
  version: string;
}

let shipped: ScanMappings | undefined;

/** @returns the mappings in `grundschutz-catalog/scans/`, read once */
export function scanMappings(): ScanMappings {
  if (shipped !== undefined) return shipped;
  const folder = join(packageRoot(), 'grundschutz-catalog', 'scans');
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  const digest = createHash('sha256');
  const mappings = names.map((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    digest.update(text);
    return parseMapping(text, name);
  });
  shipped = { mappings, version: digest.digest('hex').slice(0, 16) };
  return shipped;
}

/**
 * @param text of a YAML file
 * @param name of the file, for errors
 * @throws GrundwachtError CATALOG_MALFORMED
 */
export function parseMapping(text: string, name: string): ScanMapping {
  let file: unknown;
  try {
    file = parse(text);
  } catch (cause) {
    throw new GrundwachtError('CATALOG_MALFORMED', `${name}: ${(cause as Error).message}`, { cause });
  }
  if (!Value.Check(MappingFile, file)) {
    const [first] = Value.Errors(MappingFile, file);
    throw new GrundwachtError(
      'CATALOG_MALFORMED',
      `${name}${first?.instancePath ?? ''}: ${first?.message ?? 'is no mapping of a scan'}`,
    );
  }
  const { catalog, format, prefix = '', rules } = file as MappingFile;
  return { catalog, format, prefix, entries: rules.map((entry) => ({ except: [], ...entry })) };
}

/** A topic of a kind of scan: what an observation is made of. */
export interface ScanTopic {
  /** Id of the signal. */
  signal: string;
  requirements: readonly string[];
}

/**
 * @param mappings of which those of the format and the catalogue count
 * @returns a function from a rule's id to the topics that it belongs to
 */
export function topicsOf(
  mappings: readonly ScanMapping[],
  format: ScanFormat,
  catalog: string,
): (rule: string) => ScanTopic[] {
  const fitting = mappings.filter((mapping) => mapping.format === format && mapping.catalog === catalog);
  return (rule) =>
    fitting.flatMap(({ prefix, entries }) => {
      if (!rule.startsWith(prefix)) return [];
      const name = rule.slice(prefix.length);
      return entries
        .filter(({ rules, except }) => rules.some((p) => fits(name, p)) && !except.some((p) => fits(name, p)))
        .map(({ topic, requirements }) => ({ signal: scanSignal(format, topic), requirements }));
    });
}

/** @returns the id of the signal that a topic's observations belong to */
export const scanSignal = (format: ScanFormat, topic: string): string => `scan-${format}-${topic}`;

/** Linear in the text for every `*` of the pattern: each part is looked for once, from where the one before ended. */
function fits(text: string, pattern: string): boolean {
  const parts = pattern.split('*');
  const [first = ''] = parts;
  if (parts.length === 1) return text === pattern;
  const last = parts.at(-1)!;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last))
    return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
