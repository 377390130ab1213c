import { isIP } from 'node:net';
import { sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { TargetObject } from '../contract/isms.js';
import type { LogSource } from '../contract/signal.js';
import {
  hostNameProblem,
  normaliseTargetObject,
  targetObjectProblems,
} from '../isms/structure/target-object.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';
import { createTargetObject } from './target-objects.js';

/**
 * Makes an IT system of a source that the structure analysis does not know; its host name or address is what the source
 * is matched by from then on.
 * @param wanted key; undefined: the next free one of `Q001`, `Q002` ...
 * @throws GrundwachtError ALREADY_EXISTS for a taken key, VALIDATION for a name that is neither host nor address
 */
export async function adoptSource(
  trx: Transaction<Database>,
  domain: DomainKey,
  source: Pick<LogSource, 'name' | 'addresses' | 'datasets'>,
  wanted: string | undefined,
  author: Author,
): Promise<TargetObject> {
  const { name } = source;
  const isAddress = isIP(name) !== 0;
  const problem = isAddress ? undefined : hostNameProblem(name);
  if (problem !== undefined)
    throw new GrundwachtError('VALIDATION', {
      pointer: '/name',
      message: 'the name cannot be that of a host; assign it instead',
    });
  const values = normaliseTargetObject({
    key: wanted ?? (await freeKey(trx, domain)),
    type: 'it_system',
    name,
    description: `Aus den Protokollquellen übernommen (${source.datasets.slice(0, 8).join(', ')}).`,
    platform: platformOf(source.datasets),
    hostnames: isAddress ? [] : [name],
    addresses: isAddress ? [name] : [],
  });
  const [fault] = targetObjectProblems(values);
  if (fault !== undefined)
    throw new GrundwachtError('VALIDATION', { ...fault, pointer: `/adopt${fault.pointer}` });
  return createTargetObject(trx, domain, values, author);
}

/** What the datasets tell of the platform, as far as the modelling's rules can use it. */
function platformOf(datasets: readonly string[]): string {
  const modules = datasets.map((dataset) => dataset.split('.', 1)[0]);
  if (modules.includes('windows')) return 'Windows';
  return modules.includes('linux') ? 'Linux' : '';
}

async function freeKey(trx: Transaction<Database>, { tenant, domain }: DomainKey): Promise<string> {
  const { rows } = await sql<{ next: number }>`
    select coalesce(max(substring(key from '^Q([0-9]{1,6})$')::int), 0) + 1 as next from target_object
    where tenant_id = ${tenant} and domain_id = ${domain}`.execute(trx);
  return `Q${String(rows[0]!.next).padStart(3, '0')}`;
}
