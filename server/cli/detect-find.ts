import { GrundwachtError } from '../contract/errors.js';
import { type LoadedRules, loadRules } from '../detect/rules.js';

/** What is looked for besides what rules describe. */
export interface Searches {
  /** Texts that may stand anywhere in a record; `*` and `?` as in Sigma; case does not count. */
  texts: readonly string[];
  /** Regular expressions (RE2), the same. */
  expressions: readonly string[];
}

/** Stands for the file of the rules that searches become. */
export const searchPath = '--find';
/** Log source of every record. */
const anyRecord = { category: 'any-record' };

/**
 * Adds a rule of keywords for each search (Sigma 2.1, "Keywords").
 * @throws GrundwachtError VALIDATION naming a search that cannot be evaluated, with the reason
 */
export function withSearches(loaded: LoadedRules, { texts, expressions }: Searches): LoadedRules {
  const documents = [
    ...texts.map((text) => searchRule(text, [text])),
    ...expressions.map((text) => searchRule(text, { '|re|i': text })),
  ];
  const sources = documents.map((document, index) => ({
    path: searchPath,
    text: JSON.stringify({ id: `find-${index + 1}`, ...document }),
  }));
  const searches = loadRules(sources);
  const [problem] = searches.problems.filter(({ severity }) => severity === 'error');
  if (problem !== undefined) {
    const detail = `${problem.ruleId} cannot be searched: ${problem.message} ${problem.hint}`;
    throw new GrundwachtError('VALIDATION', detail);
  }
  const everywhere = {
    logsource: anyRecord,
    routes: [
      {
        condition: { op: 'constant' as const, value: true },
        fields: new Map<string, string[]>(),
        values: new Map<string, Map<string, string[]>>(),
        spaced: false,
      },
    ],
  };
  return {
    ...loaded,
    rules: [...loaded.rules, ...searches.rules],
    infos: [...loaded.infos, ...searches.infos],
    pipelines: searches.rules.length === 0 ? loaded.pipelines : [...loaded.pipelines, everywhere],
  };
}

/** JSON is YAML. */
function searchRule(text: string, keywords: unknown): object {
  return {
    title: `Found: ${text.slice(0, 200)}`,
    logsource: anyRecord,
    detection: { text: keywords, condition: 'text' },
    level: 'informational',
  };
}
