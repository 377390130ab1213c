import type { NewCaseReport } from '../../contract/case-duty.js';
import { createDeadline } from '../../store/case-deadlines.js';
import { addLesson } from '../../store/case-lessons.js';
import { decideDuty, recordReport } from '../../store/case-reports.js';
import { writeTimeline } from '../../store/case-timeline.js';
import { addTask, changeTask, readTasks } from '../../store/case-work.js';
import { changeCase, createCase } from '../../store/cases.js';
import { dayMs, type Filling } from './filling.js';
import { type DemoCase, demoCases, demoDeadline } from './security-process/cases.js';

const hourMs = 3_600_000;

/** Two incidents of the sample city, one of them with a deadline that runs. */
export async function fillCases(filling: Filling): Promise<void> {
  const { trx, key, author } = filling;
  const own = await createDeadline(trx, key.tenant, demoDeadline, {
    ...author,
    now: author.now - 365 * dayMs,
  });
  for (const each of demoCases) await fillCase(filling, each, own.id);
}

async function fillCase(
  { trx, key, author, idOf, day }: Filling,
  each: DemoCase,
  own: string,
): Promise<void> {
  const at = (hoursAgo: number) => ({ by: author.by, now: author.now - hoursAgo * hourMs });
  const iso = (hoursAgo: number): string => new Date(at(hoursAgo).now).toISOString();
  const opened = at(each.hoursAgo);
  const made = await createCase(trx, { ...each.case, tenant: key.tenant }, opened);
  const id = made.case;
  await changeCase(trx, id, { target_objects: each.objects.map((name) => idOf(name)), version: 1 }, opened);
  for (const { duty, awareHoursAgo, ...decision } of each.duties) {
    const aware = awareHoursAgo === undefined ? {} : { aware_at: iso(awareHoursAgo) };
    const decided = at(Math.min(each.hoursAgo, (awareHoursAgo ?? each.hoursAgo) - 0.5));
    await decideDuty(trx, id, { ...decision, ...aware, duty: duty === 'own' ? own : duty }, decided);
  }
  for (const { hoursAgo, text } of each.entries) await writeTimeline(trx, made, { text }, at(hoursAgo));
  for (const { title, assignee, inDays } of each.tasks)
    await addTask(trx, id, { title, assignee, due: day(inDays) }, at(each.hoursAgo - 1));
  const finished = new Set(each.tasks.filter(({ done }) => done).map(({ title }) => title));
  for (const task of await readTasks(trx, id))
    if (finished.has(task.title)) await changeTask(trx, id, task.id, { done: true, version: 1 }, author);
  for (const { hoursAgo, duty, ...report } of each.reports) {
    const input: NewCaseReport = {
      ...report,
      duty: duty === 'own' ? own : duty,
      submitted_at: iso(hoursAgo),
    };
    await recordReport(trx, id, input, at(hoursAgo));
  }
  for (const lesson of each.lessons) await addLesson(trx, id, lesson, author);
}
