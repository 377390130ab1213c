import type { Kysely } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { WibaInput, WibaQuestion, WibaTopic } from '../contract/migration.js';
import type { Answered } from '../isms/wiba/carry-over.js';
import { wibaQuestions } from '../isms/wiba/questions.js';
import type { Database } from './tables.js';

/** @returns the self-check's topics with a tenant's answers */
export async function listWiba(db: Kysely<Database>, tenant: string): Promise<WibaTopic[]> {
  const rows = await db.selectFrom('wiba_answer').selectAll().where('tenant_id', '=', tenant).execute();
  const answers = new Map(rows.map((row) => [row.question, row]));
  return wibaQuestions().topics.map(({ questions, ...topic }) => ({
    ...topic,
    questions: questions.map((question): WibaQuestion => {
      const row = answers.get(question.id);
      return {
        ...question,
        answer: row?.answer ?? null,
        note: row?.note ?? '',
        answered_by: row?.answered_by ?? null,
        version: row?.version ?? 0,
      };
    }),
  }));
}

/** @returns a tenant's answers */
export async function wibaAnswers(db: Kysely<Database>, tenant: string): Promise<Answered[]> {
  return db
    .selectFrom('wiba_answer')
    .select(['question', 'answer', 'note'])
    .where('tenant_id', '=', tenant)
    .execute();
}

/**
 * Stores an answer.
 * @param input with the version that was seen; 0 for the first answer
 * @param by user name
 * @throws GrundwachtError NOT_FOUND for an unknown question or tenant; CONFLICT when somebody else has answered since
 */
export async function answerWiba(
  db: Kysely<Database>,
  tenant: string,
  question: string,
  { answer, note = '', version }: WibaInput,
  by: string,
  now: number,
): Promise<void> {
  const known = wibaQuestions().topics.some(({ questions }) => questions.some(({ id }) => id === question));
  if (!known)
    throw new GrundwachtError('NOT_FOUND', {
      message: 'there is no question {question}',
      values: { question },
    });
  const values = { answer, note, answered_by: by, version: version + 1, updated_at: new Date(now) };
  const done =
    version === 0
      ? await db
          .insertInto('wiba_answer')
          .values({ tenant_id: tenant, question, ...values })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst()
          .then((result) => result.numInsertedOrUpdatedRows)
      : await db
          .updateTable('wiba_answer')
          .set(values)
          .where('tenant_id', '=', tenant)
          .where('question', '=', question)
          .where('version', '=', version)
          .executeTakeFirst()
          .then((result) => result.numUpdatedRows);
  if (done === 0n)
    throw new GrundwachtError('CONFLICT', {
      message: '{question}: the answer has another version',
      values: { question },
    });
}
