import type { StoredProposal } from '../../../server/contract/migration.js';

export type StoredGround = StoredProposal['grounds'][number];

/** What a ground that counts says of the control. */
export type Effect = 'full' | 'partial' | 'none' | 'at_least' | 'at_most';

const effects: Record<string, Partial<Record<string, Effect>>> = {
  'equal-to': { yes: 'full', partial: 'partial', no: 'none' },
  'equivalent-to': { yes: 'full', partial: 'partial', no: 'none' },
  'superset-of': { yes: 'full' },
  'subset-of': { yes: 'at_least', partial: 'partial', no: 'at_most' },
  'intersects-with': { yes: 'at_least', no: 'at_most' },
};
const silences = ['not_assessed', 'dispensable', 'says_nothing', 'unconfirmed'] as const;

/** @returns what a ground says of the control, or why it says nothing */
export function effectOf({
  relation,
  status,
  note,
}: Pick<StoredGround, 'relation' | 'status' | 'note'>): Effect | (typeof silences)[number] {
  const silence = silences.find((each) => each === note);
  return silence ?? effects[relation]?.[status] ?? 'says_nothing';
}
