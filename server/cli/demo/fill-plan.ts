import { plusDays } from '../../contract/german-day.js';
import type { Measure } from '../../contract/plan.js';
import { normaliseMeasure } from '../../isms/plan/stated-measure.js';
import { listMeasures } from '../../store/measure-list.js';
import { statedOf, updateMeasure, updateMeasures } from '../../store/measures.js';
import type { Filling } from './filling.js';
import { createRandom, seedOf } from './random.js';

/** Some gaps of the check are being worked on, of some somebody answers for what is left. */
export async function fillPlan(filling: Filling): Promise<void> {
  const { trx, key, author } = filling;
  const { items } = await listMeasures(
    trx,
    key,
    { limit: 2000, origin: ['check'], state: ['open'] },
    author.now,
  );
  const begun = items.filter((each) => each.responsible !== '' && chance('begun', filling, each, 0.3));
  const measures = begun.map(({ id, version }) => ({ id, version }));
  if (measures.length > 0) await updateMeasures(trx, { measures, state: 'in_progress' }, author);
  await setDates(filling);
  const accepted = items.filter(
    (each) => each.requirement?.level !== 'B' && chance('accepted', filling, each, 0.05),
  );
  for (const measure of accepted.filter((each) => !begun.includes(each))) {
    const reason = 'Restrisiko bis zur Ersatzbeschaffung vom Verwaltungsvorstand getragen.';
    const stated = normaliseMeasure({ ...statedOf(measure), state: 'accepted', reason });
    await updateMeasure(trx, measure.id, measure.version, stated, author);
  }
}

/** What is being worked on has a beginning; on one object one measure comes after the other. */
async function setDates({ trx, key, author }: Filling): Promise<void> {
  const { items } = await listMeasures(trx, key, { limit: 2000, state: ['in_progress'] }, author.now);
  const before = new Map<string, Measure>();
  for (const measure of items.toSorted((a, b) => (a.deadline ?? '').localeCompare(b.deadline ?? ''))) {
    if (measure.deadline === null) continue;
    const place = measure.target_object ?? '';
    const days = createRandom(seedOf(`dates ${measure.requirement?.id} ${measure.title}`)).int(21, 84);
    const begin = plusDays(measure.deadline, -days);
    const first = before.get(place);
    const waits = first?.deadline != null && first.deadline > begin && first.deadline < measure.deadline;
    const starts_on = waits ? first.deadline : begin;
    const after = waits ? [first.id] : [];
    before.set(place, measure);
    const stated = normaliseMeasure({ ...statedOf(measure), starts_on, after });
    await updateMeasure(trx, measure.id, measure.version, stated, author);
  }
}

function chance(
  what: string,
  { objects }: Filling,
  { requirement, target_object }: Measure,
  of: number,
): boolean {
  const on = objects.find(({ id }) => id === target_object)?.key ?? '';
  return createRandom(seedOf(`${what} ${on} ${requirement?.id}`)).chance(of);
}
