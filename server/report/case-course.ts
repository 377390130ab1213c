import { categoryWords, severityWords, stateWords } from '../case/template-words.js';
import type { TimelineEntry } from '../contract/case.js';
import type { Localized } from '../contract/detection.js';
import type { ReportLanguage } from '../contract/report.js';
import { wordsOf } from '../isms/report/words.js';
import { appliesWords, caseTexts, courseTexts, personalWords } from './case-words.js';

/** What codes among the facts of an entry are called; a text that is no code stands as it is. */
function worded(code: string, language: ReportLanguage, tables: readonly object[]): string {
  for (const table of tables) {
    const words = (table as Readonly<Record<string, Localized | undefined>>)[code];
    if (words !== undefined) return words[language];
  }
  return code;
}

const factWords: Readonly<Record<string, readonly object[]>> = {
  from: [stateWords, severityWords, categoryWords, personalWords],
  to: [stateWords, severityWords, categoryWords, personalWords],
  applies: [appliesWords],
  as: [{ finding: caseTexts.finding, measure: caseTexts.measure }],
};

/** Codes of several tables have the same name: which is meant, the field says. */
const fieldWords: Readonly<Record<string, readonly object[]>> = {
  title: [],
  lead: [],
  severity: [severityWords],
  category: [categoryWords],
  personal_data: [personalWords],
};

/** @returns what happened by an entry of a case's timeline, in a sentence, and then what a person wrote */
export function courseText(entry: TimelineEntry, language: ReportLanguage): string {
  const { kind, facts, text, corrects } = entry;
  const fact = (name: string): string => {
    const stored = (language === 'de' ? facts[`${name}_de`] : null) || facts[name];
    const value = stored === null || stored === undefined || stored === '' ? '–' : String(stored);
    if (kind === 'alert_state' && name === 'to')
      return (wordsOf(language).alertStates as Record<string, string>)[value] ?? value;
    const tables = kind === 'facts_changed' ? fieldWords[String(facts['field'])] : factWords[name];
    return worded(value, language, tables ?? []);
  };
  const what = facts['item'] ?? facts['event'] ?? '–';
  const key =
    kind === 'entry' && corrects !== null
      ? 'correction'
      : kind === 'deadline' && facts['point'] === 'missed'
        ? 'missed'
        : kind;
  const sentence = courseTexts[key][language].replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'what' ? String(what) : fact(name),
  );
  return [sentence, text].filter((part) => part !== '').join('\n');
}
