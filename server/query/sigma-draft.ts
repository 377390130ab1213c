import { stringify } from 'yaml';
import { dayOf } from '../contract/german-day.js';
import { literal, type Query } from './ast.js';
import type { Clock } from './instant.js';
import { parseQuery } from './parse.js';
import { sigmaDetection } from './sigma-detection.js';
import type { Inexpressible } from './sigma-terms.js';

/** A rule made of a query, to be read and completed by a person. */
export interface SigmaDraft {
  /** Undefined when nothing of the query can be said in a rule. */
  yaml: string | undefined;
  left_out: Inexpressible[];
}

export interface DraftOptions {
  /** Of the rule. */
  id: string;
  author: string;
  clock: Clock;
  /** Name of the dataset (`event.dataset`) where the query names none; undefined: not known. */
  dataset: string | undefined;
}

const longestTitle = 100;

/**
 * Makes a Sigma rule of a query.
 * @throws QuerySyntaxError where the query cannot be read
 */
export function draftRule(text: string, { id, author, clock, dataset }: DraftOptions): SigmaDraft {
  const query = parseQuery(text);
  const { detection, left_out } = sigmaDetection(query, clock);
  if (detection === undefined) return { yaml: undefined, left_out };
  const title = text.replace(/\s+/g, ' ').trim().slice(0, longestTitle);
  const rule = {
    title,
    id,
    status: 'experimental',
    description: `Events found by the search: ${text.trim()}`,
    author,
    date: dayOf(clock.now),
    logsource: logsourceOf(namedDataset(query) ?? dataset ?? ''),
    detection,
    falsepositives: ['Unknown'],
    level: 'medium',
  };
  return { yaml: stringify(rule, { lineWidth: 0 }), left_out };
}

/** @returns the only dataset, or else module, that every event of the query has by its own words */
export function namedDataset(query: Query): string | undefined {
  const terms = query.kind === 'and' ? query.of : [query];
  for (const name of ['event.dataset', 'event.module']) {
    for (const term of terms) {
      if (term.kind !== 'field' || literal(term.field) !== name || term.test.kind !== 'is') continue;
      const value = literal(term.test.value.pattern);
      if (value !== undefined && value !== '') return value.toLowerCase();
    }
  }
  return undefined;
}

/** `linux.sshd` is Sigma's product `linux`, service `sshd`; without one the person has to say. */
function logsourceOf(dataset: string): { product: string; service?: string } {
  const [product = '', ...service] = dataset.split('.');
  return service.length === 0 ? { product } : { product, service: service.join('.') };
}
