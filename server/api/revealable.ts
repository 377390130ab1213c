import type { Kysely } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { EventDocument } from '../contract/event.js';
import type { Revealed, RevealObject } from '../contract/pseudonym.js';
import { isSealed } from '../contract/sealed-record.js';
import { pseudonymPattern } from '../pseudonym/namer.js';
import { mappingContext, recordContext } from '../pseudonym/pseudonymiser.js';
import { halfOf, unseal } from '../pseudonym/seal.js';
import { alertEvents, findAlert } from '../store/alerts.js';
import { findPseudonyms, type StoredPseudonym } from '../store/pseudonyms.js';
import type { Database } from '../store/tables.js';
import type { RevealGrants } from './reveal-grants.js';

/** What a reveal is about, sealed. */
export interface Revealable {
  title: string | null;
  pseudonyms: StoredPseudonym[];
  records: { event: string; time: string; sealed: Buffer }[];
}

/**
 * @returns the pseudonym, or all of an alert and its records
 * @throws GrundwachtError NOT_FOUND
 */
export async function readRevealable(
  db: Kysely<Database>,
  tenant: string,
  object: RevealObject,
): Promise<Revealable> {
  if (object.kind === 'pseudonym') {
    const pseudonyms = await findPseudonyms(db, tenant, [object.value.toLowerCase()]);
    if (pseudonyms.length === 0)
      throw new GrundwachtError('NOT_FOUND', 'this pseudonym was never given, or is forgotten');
    return { title: null, pseudonyms, records: [] };
  }
  const found = await findAlert(db, object.value);
  if (found?.alert.tenant !== tenant) throw new GrundwachtError('NOT_FOUND', 'there is no such alert');
  const events = await alertEvents(db, object.value);
  const names = new Set(JSON.stringify([found.alert.entity.value, events]).match(pseudonymPattern) ?? []);
  return {
    title: found.alert.rule.title,
    pseudonyms: await findPseudonyms(db, tenant, [...names]),
    records: events.flatMap(recordOf),
  };
}

/** @returns all that has to be opened for it */
export function sealedParts({ pseudonyms, records }: Revealable): Buffer[] {
  return [...pseudonyms, ...records].map(({ sealed }) => sealed);
}

/**
 * Opens what was approved with the halves of both sides; what came later than the approval stays closed.
 * @param privateKey of the requesting side
 * @throws GrundwachtError PASSPHRASE_WRONG
 */
export function openRevealable(
  { pseudonyms, records }: Revealable,
  { tenant, reveal, grants, now }: { tenant: string; reveal: string; grants: RevealGrants; now: number },
  privateKey: Uint8Array,
): Omit<Revealed, 'reveal'> {
  const open = (sealed: Buffer, context: string): Buffer | undefined => {
    const approver = grants.half(reveal, sealed, now);
    return approver && unseal(sealed, { requester: halfOf(sealed, privateKey), approver }, context);
  };
  return {
    pseudonyms: pseudonyms.flatMap(({ pseudonym, kind, period, sealed }) => {
      const clear = open(sealed, mappingContext(tenant, pseudonym))?.toString();
      return clear === undefined ? [] : [{ pseudonym, kind, period, clear }];
    }),
    records: records.flatMap(({ event, time, sealed }) => {
      const original = open(sealed, recordContext(tenant, event));
      return original === undefined ? [] : [{ event, time, ...textOf(original) }];
    }),
  };
}

function recordOf(event: EventDocument): Revealable['records'] {
  if (event['event.original_encoding'] !== 'base64') return [];
  const sealed = Buffer.from(event['event.original'], 'base64');
  return isSealed(sealed) ? [{ event: event.id, time: event['@timestamp'], sealed }] : [];
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function textOf(bytes: Buffer): { original: string; base64: boolean } {
  try {
    return { original: utf8.decode(bytes), base64: false };
  } catch {
    return { original: bytes.toString('base64'), base64: true };
  }
}
