import type { WibaAnswer } from '../../contract/migration.js';
import { wibaQuestions } from '../../isms/wiba/questions.js';
import { defaultCatalog } from '../../store/domains.js';
import { storeMigrationOfCheck } from '../../store/migration-check.js';
import { decideProposals, listProposals } from '../../store/migration-decisions.js';
import { pairsBetween } from '../../store/migration-proposals.js';
import { answerWiba, wibaAnswers } from '../../store/wiba.js';
import { dayMs, type Filling } from './filling.js';
import { createRandom, seedOf } from './random.js';

const firstStepDaysAgo = 300;
const nextEdition = 'grundschutz-plus-plus';

/** Answers the self-check that the city began with, but for the last topics. */
export async function fillFirstStep({ trx, key, author }: Filling): Promise<void> {
  if ((await wibaAnswers(trx, key.tenant)).length > 0) return;
  const then = author.now - firstStepDaysAgo * dayMs;
  for (const { questions } of wibaQuestions().topics.slice(0, -3)) {
    for (const { id } of questions) {
      const answer = createRandom(seedOf(id)).weighted<WibaAnswer>([
        [60, 'yes'],
        [22, 'partial'],
        [12, 'no'],
        [6, 'not_applicable'],
      ]);
      await answerWiba(trx, key.tenant, id, { answer, version: 0 }, author.by, then);
    }
  }
}

/** Computes what the check is worth in the next edition, and accepts what follows without a doubt. */
export async function fillMove({ trx, key: { tenant }, author }: Filling): Promise<void> {
  if ((await pairsBetween(trx, defaultCatalog, nextEdition)).length === 0) return;
  await storeMigrationOfCheck(trx, { tenant, source: defaultCatalog, target: nextEdition }, author.now);
  const place = { tenant, target: nextEdition };
  const sure = (await listProposals(trx, place)).filter(
    ({ proposal, contradictory }) => proposal === 'yes' && !contradictory,
  );
  if (sure.length === 0) return;
  const items = sure.map(({ requirement, version }) => ({ requirement, version }));
  const decision = {
    items,
    decision: 'accepted',
    note: 'Im Informationssicherheitsteam besprochen.',
  } as const;
  await decideProposals(trx, place, decision, author.by, author.now);
}
