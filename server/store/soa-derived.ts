import type { Kysely } from 'kysely';
import type { AssessmentStatus, Tally } from '../contract/check.js';
import type { ImplementationState, StateGround } from '../contract/iso.js';
import { controlKey, type DerivedState, deriveStates } from '../isms/iso/derive-state.js';
import { type Assessment, type Ground, proposeMigration } from '../isms/migration/propose.js';
import { requirementTallies } from './assessment-tally.js';
import { requirementOf } from './mappings.js';
import { pairsBetween } from './migration-proposals.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** The catalogue of Annex A. */
export const annexA = 'iso27001';

/** What follows for Annex A's controls, and from what. */
export interface DerivedStates {
  byControl: ReadonlyMap<string, DerivedState>;
  /** Grounds of what the controls are mapped to, by `controlKey`. */
  grounds: ReadonlyMap<string, readonly Ground[]>;
}

/**
 * Derives the states of Annex A's controls from the check: directly where a control is mapped to the catalogue that the
 * domain is assessed by, otherwise over the mappings from that one to what the control is mapped to.
 * @param controls ids
 */
export async function derivedStates(
  db: Kysely<Database>,
  key: DomainKey,
  controls: readonly string[],
): Promise<DerivedStates> {
  const { catalog_id: assessed } = await db
    .selectFrom('isms_domain')
    .select('catalog_id')
    .where('tenant_id', '=', key.tenant)
    .where('id', '=', key.domain)
    .executeTakeFirstOrThrow();
  const pairs = await pairsBetween(db, annexA);
  const states = new Map<string, ImplementationState>();
  const grounds = new Map<string, readonly Ground[]>();
  for (const catalog of new Set(pairs.map(({ target_catalog }) => target_catalog))) {
    const own = pairs.filter(({ target_catalog }) => target_catalog === catalog);
    const wanted = [...new Set(own.map(({ target }) => target))];
    for (const { id, state, because } of await statesIn(db, key, assessed, catalog, wanted)) {
      states.set(controlKey(catalog, id), state);
      grounds.set(controlKey(catalog, id), because);
    }
  }
  return { byControl: deriveStates(controls, pairs, states), grounds };
}

/** @returns what a control's state comes from: what it is mapped to, and the requirements behind that */
export async function basisOf(
  db: Kysely<Database>,
  { byControl, grounds }: DerivedStates,
  control: string,
): Promise<StateGround[]> {
  const own = byControl.get(control)?.grounds ?? [];
  const titles = new Map(
    (
      await db
        .selectFrom('requirement')
        .select(['catalog_id', 'id', 'title'])
        .where('id', 'in', own.map(({ source }) => source.slice(source.indexOf(' ') + 1)).concat(''))
        .execute()
    ).map(({ catalog_id, id, title }) => [controlKey(catalog_id, id), title]),
  );
  return own.map(({ source, status, relation, state }) => ({
    id: source.slice(source.indexOf(' ') + 1),
    title: titles.get(source) ?? '',
    state: status === 'dispensable' ? 'open' : status,
    relation,
    certain: state !== 'unconfirmed',
    requirements: (grounds.get(source) ?? []).map((ground) => ({ id: ground.source, status: ground.status })),
  }));
}

interface FoundState {
  id: string;
  state: ImplementationState;
  because: readonly Ground[];
}

async function statesIn(
  db: Kysely<Database>,
  key: DomainKey,
  assessed: string,
  catalog: string,
  wanted: readonly string[],
): Promise<FoundState[]> {
  if (catalog === assessed) {
    const tallies = await requirementTallies(db, key, assessed, wanted);
    return [...tallies].map(([id, tally]) => {
      const status = worst(tally);
      return { id, state: status === 'dispensable' ? 'open' : status, because: [] };
    });
  }
  const pairs = await pairsBetween(db, assessed, catalog);
  const sources = [...new Set(pairs.map(({ source }) => requirementOf(source)))];
  const tallies = await requirementTallies(db, key, assessed, sources);
  const assessments = [...tallies].map(
    ([requirementId, tally]): Assessment => ({ requirementId, status: worst(tally) }),
  );
  return proposeMigration(assessments, pairs, wanted).proposals.map(
    ({ requirementId, proposal, grounds }) => ({
      id: requirementId,
      state: proposal,
      because: grounds,
    }),
  );
}

/** One scope that lacks something is enough; one that is not assessed leaves the requirement open. */
function worst({ no, partial, open, yes }: Tally): AssessmentStatus {
  if (no > 0) return 'no';
  if (partial > 0) return 'partial';
  if (open > 0) return 'open';
  return yes > 0 ? 'yes' : 'dispensable';
}
