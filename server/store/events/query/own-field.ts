import { type Condition, every } from './condition.js';
import { hasCase, jsonText, longestCaseless } from './text.js';

/**
 * A record's field that has no column of its own, in the JSON of `fields`. A list meets a condition when one of
 * its elements does.
 * @param element the condition for one value, as text
 * @param literals texts that a matching value holds
 * @param caseless whether it may hold them in another case
 */
export function ownField(
  name: string,
  element: (expression: string) => Condition,
  literals: readonly string[],
  caseless: boolean,
): Condition {
  const pointer = jsonPointer(name);
  const elements = `case json_type(fields, ?) when 'ARRAY'
    then json_extract_string(json_extract(fields, ?), '$[*]') else [json_extract_string(fields, ?)] end`;
  const { sql, values } = element('x');
  const quick = every([holdsText(name), ...literals.map(caseless ? holdsPart : holdsText)]);
  return {
    // What is quick to test spares most rows the parsing.
    sql: `case when ${quick.sql}
      then len(list_filter(${elements}, lambda x: (${sql}))) > 0 else false end`,
    values: [...quick.values, pointer, pointer, pointer, ...values],
    needs: [name, ...literals].filter((text) => text !== '').map((text) => ({ texts: [jsonText(text)] })),
  };
}

/** The field has a value. */
export function ownFieldExists(name: string): Condition {
  const named = holdsText(name);
  return {
    sql: `case when ${named.sql} then json_extract_string(fields, ?) is not null else false end`,
    values: [...named.values, jsonPointer(name)],
    ...(name !== '' && { needs: [{ texts: [jsonText(name)] }] }),
  };
}

/** RFC 6901. */
export function jsonPointer(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function holdsText(text: string): Condition {
  return { sql: 'contains(fields, ?)', values: [jsonText(text)] };
}

/** The part that has no case: making the whole JSON lower case costs more than what it spares. */
function holdsPart(text: string): Condition {
  return holdsText(hasCase(text) ? longestCaseless(text) : text);
}
