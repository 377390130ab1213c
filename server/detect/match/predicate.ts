import type { FieldTest } from '../sigma/field-test.js';
import { formatPattern, literalOf } from '../sigma/pattern.js';
import { regexFilter } from './regex-filter.js';
import { compileTextTest, lowerCase, type TextTest } from './value-test.js';

/** @returns whether the test looks at nothing but a single text */
export function isTextTest(test: FieldTest): boolean {
  return test.kind === 'string' || test.kind === 'regex' || test.kind === 'cidr' || test.kind === 'compare';
}

/** @returns a key that equal tests share */
export function testKey(test: FieldTest): string {
  switch (test.kind) {
    case 'string':
      return test.cased ? `=${formatPattern(test.pattern)}` : `~${lowerCase(formatPattern(test.pattern))}`;
    case 'regex':
      return `/${test.flags}/${test.source}`;
    case 'cidr':
      return `@${test.range.version}/${test.range.address}/${test.range.bits}`;
    case 'compare':
      return `<${test.comparison}/${test.number}`;
    default:
      return JSON.stringify(test);
  }
}

/**
 * @param tests of which one must hold
 * @returns one test: exact texts by a set, the others one by one
 */
export function anyOf(tests: readonly FieldTest[]): TextTest {
  const exact = new Set<string>();
  const others: TextTest[] = [];
  for (const test of tests) {
    const literal = test.kind === 'string' && !test.cased ? literalOf(test.pattern) : undefined;
    if (literal !== undefined) exact.add(lowerCase(literal));
    else others.push(filteredTest(test));
  }
  if (exact.size === 0 && others.length === 1) return others[0]!;
  const longest = Math.max(0, ...[...exact].map((text) => text.length));
  return (text, lower) => {
    // Looking a text up reads all of it.
    if (exact.size > 0 && lower.length <= longest && exact.has(lower)) return true;
    for (const test of others) if (test(text, lower)) return true;
    return false;
  };
}

function filteredTest(test: FieldTest): TextTest {
  const holds = compileTextTest(test)!;
  const filter = test.kind === 'regex' ? regexFilter(test.source) : undefined;
  return filter === undefined ? holds : (text, lower) => filter.test(text) && holds(text, lower);
}
