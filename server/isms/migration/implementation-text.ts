import type { StoredProposal } from '../../contract/migration.js';

const words = {
  de: {
    head: 'Aus dem Wechsel der Edition übernommen',
    proposal: { yes: 'erfüllt', partial: 'teilweise erfüllt', no: 'nicht erfüllt', open: 'offen' },
    status: { yes: 'ja', partial: 'teilweise', no: 'nein', dispensable: 'entbehrlich', open: 'offen' },
  },
  en: {
    head: 'Taken over from the change of edition',
    proposal: { yes: 'fulfilled', partial: 'partly fulfilled', no: 'not fulfilled', open: 'open' },
    status: { yes: 'yes', partial: 'partly', no: 'no', dispensable: 'dispensable', open: 'open' },
  },
} as const;

/**
 * What the check says of how a control is met when its proposal is taken over: what was proposed, from what, and what
 * was noted at the decision.
 */
export function movedText(
  { proposal, grounds, note }: Pick<StoredProposal, 'proposal' | 'grounds' | 'note'>,
  language: 'de' | 'en',
): string {
  const { head, proposal: proposals, status: states } = words[language];
  const word = (table: Readonly<Record<string, string>>, key: string): string => table[key] ?? key;
  const sources = grounds
    .filter((ground) => ground.note === 'counts')
    .map(({ source, status }) => `${source} ${word(states, status)}`);
  const from = sources.length === 0 ? '' : `: ${sources.join(', ')}`;
  return [`${head} (${word(proposals, proposal)})${from}.`, note].filter((line) => line !== '').join('\n');
}
