import { literal, type Query } from '../query/ast.js';
import { UserFields } from './accounts.js';
import { pseudonymPattern } from './namer.js';

/** What a search asks for in clear although events hold pseudonyms. */
export interface ClearSearch {
  /** Fields of persons that are asked for a clear value. */
  fields: string[];
  /** Whether free text is looked for, which may be a name. */
  text: boolean;
}

/**
 * @param filters `field:value` or `-field:value`
 * @param userFields further own fields of accounts, as the tenant set them
 * @returns undefined: nothing in the search is a clear name
 */
export function clearSearch(
  query: Query | undefined,
  filters: readonly string[],
  userFields: readonly string[],
): ClearSearch | undefined {
  const known = new UserFields(userFields);
  const fields = new Set<string>();
  let text = false;
  const note = (field: string, value: string): void => {
    if (value !== '' && known.factsOf(field).account && !isPseudonym(value)) fields.add(field);
  };
  const walk = (part: Query): void => {
    if (part.kind === 'and' || part.kind === 'or') part.of.forEach(walk);
    else if (part.kind === 'text') text ||= !isPseudonym(textOf(part.pattern));
    // What is excluded finds nothing less.
    else if (part.kind === 'field' && part.test.kind === 'is')
      note(literal(part.field) ?? '', textOf(part.test.value.pattern));
  };
  if (query !== undefined) walk(query);
  for (const filter of filters.filter((each) => !each.startsWith('-'))) {
    const colon = filter.indexOf(':');
    note(filter.slice(0, colon), filter.slice(colon + 1));
  }
  return fields.size > 0 || text ? { fields: [...fields], text } : undefined;
}

/** @returns the parts of a pattern that are no wildcards */
const textOf = (pattern: Extract<Query, { kind: 'text' }>['pattern']): string =>
  pattern.filter((part) => typeof part === 'string').join('');

const isPseudonym = (value: string): boolean => value.search(pseudonymPattern) >= 0;
