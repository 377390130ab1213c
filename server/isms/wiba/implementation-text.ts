import type { WibaAnswer, WibaProposal } from '../../contract/migration.js';
import type { Topic } from './questions.js';

export type TextLanguage = 'de' | 'en';

const answers: Record<TextLanguage, Record<WibaAnswer, string>> = {
  de: { yes: 'ja', partial: 'teilweise', no: 'nein', not_applicable: 'trifft nicht zu' },
  en: { yes: 'yes', partial: 'partly', no: 'no', not_applicable: 'does not apply' },
};

/**
 * @param questions answered ones that touch a requirement
 * @returns what the check says of its implementation: a line for every question with its answer and note
 */
export function implementationText(
  topics: readonly Topic[],
  questions: WibaProposal['questions'],
  language: TextLanguage,
): string {
  const texts = new Map(topics.flatMap((topic) => topic.questions.map((each) => [each.id, each[language]])));
  return questions
    .map(({ id, answer, note }) => {
      const line = `WiBA: ${texts.get(id) ?? id} – ${answers[language][answer]}`;
      return note.trim() === '' ? line : `${line}. ${note.trim()}`;
    })
    .join('\n');
}
