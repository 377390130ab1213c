import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { schemaSentence } from '../contract/schema-sentences.js';
import { countResults, hostFacts } from './facts.js';
import {
  malformed,
  type ParsedScan,
  type ScannedRule,
  type ScanSignatureClaim,
  scanLimits,
  shorten,
} from './parsed-scan.js';

/** What the scripts in `collectors/windows` and `collectors/linux` sign. */
export const hostAuditType = 'application/vnd.grundwacht.host-audit+json';

const Name = Type.String({ minLength: 1, maxLength: 300 });
const Text = Type.String({ maxLength: 4000 });

/** An audit of one host by one of our own scripts. */
export const HostAudit = Type.Object(
  {
    format: Type.Literal('grundwacht-host-audit'),
    version: Type.Literal(1),
    script: Name,
    host: Type.Object(
      {
        names: Type.Array(Name, { maxItems: scanLimits.names }),
        addresses: Type.Array(Name, { maxItems: scanLimits.names }),
        system: Text,
      },
      { additionalProperties: false },
    ),
    started_at: Type.String({ format: 'date-time' }),
    finished_at: Type.String({ format: 'date-time' }),
    checks: Type.Array(
      Type.Object(
        {
          id: Type.String({ pattern: '^[a-z0-9]+(?:[.-][a-z0-9]+)*$', maxLength: 100 }),
          title: Name,
          result: Type.Enum(['pass', 'fail', 'unknown', 'notapplicable', 'error', 'informational']),
          severity: Type.Enum(['high', 'medium', 'low', 'info']),
          found: Text,
          expected: Text,
        },
        { additionalProperties: false },
      ),
      { maxItems: 1000 },
    ),
  },
  { additionalProperties: false },
);
export type HostAudit = Static<typeof HostAudit>;

const base64 = '^[A-Za-z0-9+/]*={0,2}$';
/** Dead Simple Signing Envelope 1.0 (in-toto). */
const Envelope = Type.Object({
  payloadType: Type.Literal(hostAuditType),
  payload: Type.String({ pattern: base64 }),
  signatures: Type.Array(
    Type.Object({ keyid: Type.String({ pattern: '^[0-9a-f]{64}$' }), sig: Type.String({ pattern: base64 }) }),
    { minItems: 1, maxItems: 1 },
  ),
});

/**
 * Reads an audit of our own scripts: bare (then unsigned) or in a signed envelope.
 * @param text the file, JSON
 * @param file its name, for messages
 * @returns the scan with the signature as claimed: who has the host's key checks it
 * @throws GrundwachtError SCAN_MALFORMED with the JSON pointer
 */
export function readHostAudit(text: string, file: string): ParsedScan {
  const outer = parseJson(text, file);
  if (!isEnvelope(outer)) return toScan(checked(HostAudit, outer, file), undefined, file);
  const { payload, payloadType, signatures } = checked(Envelope, outer, file);
  const body = Buffer.from(payload, 'base64');
  const [signature] = signatures;
  const claim = {
    key: signature!.keyid,
    signature: Buffer.from(signature!.sig, 'base64'),
    signed: preAuthenticationEncoding(payloadType, body),
  };
  return toScan(checked(HostAudit, parseJson(body.toString('utf8'), `${file}/payload`), file), claim, file);
}

/** DSSE 1.0, "PAE": what is signed is the type together with the bytes. */
export function preAuthenticationEncoding(type: string, body: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.length} `, 'utf8'),
    body,
  ]);
}

function toScan(audit: HostAudit, signature: ScanSignatureClaim | undefined, file: string): ParsedScan {
  const finishedAt = Date.parse(audit.finished_at);
  const startedAt = Date.parse(audit.started_at);
  const ids = new Set(audit.checks.map(({ id }) => id));
  if (ids.size < audit.checks.length) malformed(`${file}: /checks`, 'two of them have the same id');
  const rules = audit.checks.map(
    ({ id, title, result, severity, found, expected }): ScannedRule => ({
      rule: id,
      title: shorten(title, scanLimits.titleLength),
      severity,
      result,
      identifiers: [],
      message: shorten(expected === '' ? found : `${found} (${expected})`, scanLimits.messageLength),
    }),
  );
  return {
    format: 'host-audit',
    tool: 'Grundwacht',
    toolVersion: shorten(audit.script, 100),
    ...hostFacts(audit.host.names, audit.host.addresses),
    startedAt,
    finishedAt,
    profile: '',
    benchmark: shorten(audit.host.system, 120),
    signature,
    counts: countResults(rules),
    rules,
  };
}

function parseJson(text: string, file: string): unknown {
  try {
    // PowerShell 5 begins UTF-8 files with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    malformed(file, 'is not JSON', cause);
  }
}

const isEnvelope = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'payloadType' in value;

function checked<T extends Type.TSchema>(schema: T, value: unknown, file: string): Static<T> {
  if (Value.Check(schema, value)) return value as Static<T>;
  const [first] = Value.Errors(schema, value);
  return malformed(`${file}: ${first?.instancePath || '/'}`, {
    message: 'does not have the form: {why}',
    values: { why: schemaSentence(first) },
  });
}
