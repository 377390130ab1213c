import type { SignalParameters } from '../contract/signal.js';
import { wordsOf } from './parameters.js';

const placeholder = /\{([a-z][a-z0-9_]*)\}/g;
/** Characters with a meaning in the search language (docs/search.md), other than the wildcards. */
const special = /[\\"'()[\]{}:<>=+\-!&|\s]/g;

/** @returns names of parameters that a query has */
export function placeholdersOf(query: string): string[] {
  return [...new Set([...query.matchAll(placeholder)].map(([, name]) => name!))];
}

/**
 * Puts parameters into a query: a number as it is; of a text each part between commas as a value, in which `*` and `?`
 * stay wildcards.
 * @returns a query of the search language
 */
export function fillQuery(query: string, parameters: SignalParameters): string {
  return query.replace(placeholder, (whole, name: string) => {
    const value = parameters[name];
    if (value === undefined) return whole;
    if (typeof value === 'number') return String(value);
    const values = wordsOf(value).map((part) => part.replace(special, '\\$&'));
    return `(${values.join(' or ')})`;
  });
}
