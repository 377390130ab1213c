import type { Transaction } from 'kysely';
import type { TargetObject } from '../../contract/isms.js';
import type { Author, DomainKey } from '../../store/structure-history.js';
import type { Database } from '../../store/tables.js';

export const dayMs = 86_400_000;

/** The sample city's domain while it is being filled. */
export interface Filling {
  trx: Transaction<Database>;
  key: DomainKey;
  author: Author;
  objects: readonly TargetObject[];
  /** Id of a target object by its key; null, the whole domain, stays null. */
  idOf<K extends string | null>(key: K): K;
  /** `YYYY-MM-DD` in so many days. */
  day(inDays: number): string;
}
