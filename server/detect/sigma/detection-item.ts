import type { ProblemList } from '../problems.js';
import { type Entry, itemsOf, type ScalarNode } from '../yaml/tree.js';
import { closest } from './closest.js';
import { and, type Expression, type Leaf, not, or } from './expression.js';
import type { FieldTest } from './field-test.js';
import { type ModifiedItem, ModifierFault, modifiers } from './modifiers.js';
import type { Placeholders } from './placeholders.js';
import { anywhere, decimalText, scalarValue, testsOf, type Value } from './value.js';

/**
 * Reads one `field|modifier|...: value(s)` (Sigma 2.1, "Maps" and "Value Modifiers"). A faulty item is reported
 * and false.
 * @param where place inside the rule, such as `detection.selection`
 */
export function parseItem(
  entry: Entry,
  where: string,
  placeholders: Placeholders,
  problems: ProblemList,
): Expression {
  const place = `${where}.${entry.key}`;
  const [field = '', ...names] = entry.key.split('|').map((part) => part.trim());
  const scalars: ScalarNode[] = [];
  for (const node of itemsOf(entry.value)) {
    if (node.kind === 'scalar') scalars.push(node);
    else {
      problems.error(
        node.place,
        'detection-value',
        place,
        node.kind === 'map'
          ? 'A map cannot be the value of a field.'
          : 'A list cannot be the value of a field.',
        'Write a value or a list of values.',
      );
    }
  }
  if (scalars.length === 0) {
    problems.error(
      entry.place,
      'detection-empty',
      place,
      'The field has no value.',
      'Give at least one value.',
    );
    return or([]);
  }
  const item: ModifiedItem = {
    values: scalars.map((scalar) => [scalarValue(scalar)]),
    all: false,
    cased: false,
    negated: false,
    bytes: false,
    placeholders,
  };
  warnAboutValues(scalars, names, place, problems);
  if (!applyModifiers(item, names, entry, place, problems)) return or([]);
  return toExpression(item, field, entry, place, problems);
}

/**
 * Keywords: texts that may stand anywhere in the event (Sigma 2.1, "Keywords search"): in the record as it arrived,
 * in the message or in any single field value, whichever of them holds it. Field names are no values.
 */
export function parseKeyword(node: ScalarNode, where: string, problems: ProblemList): Expression {
  const entry: Entry = { key: '', place: node.place, value: node };
  return parseItem(entry, where, {}, problems);
}

function applyModifiers(
  item: ModifiedItem,
  names: string[],
  entry: Entry,
  place: string,
  problems: ProblemList,
): boolean {
  const count = item.values.length;
  for (const name of names) {
    const modifier = Object.hasOwn(modifiers, name) ? modifiers[name] : undefined;
    if (modifier === undefined) {
      const near = closest(name, Object.keys(modifiers));
      problems.error(
        entry.place,
        'modifier-unknown',
        place,
        'There is no modifier `{name}`.',
        near === undefined ? 'See the modifiers appendix of Sigma 2.1.' : 'Did you mean `{near}`?',
        { name, near: near ?? '' },
      );
      return false;
    }
    try {
      modifier(item);
    } catch (error) {
      if (!(error instanceof ModifierFault)) throw error;
      problems.error(entry.value.place, error.code, place, error.message, error.hint, error.values);
      return false;
    }
  }
  if (item.all && count === 1) {
    problems.warn(
      entry.place,
      'modifier-all-single',
      place,
      '`all` with a single value has no effect.',
      'Remove `all`.',
    );
  }
  return true;
}

/** Kinds of value that need a field to be compared with. */
const fieldOnly = new Set<Value['kind']>(['null', 'exists', 'cidr', 'compare', 'fieldref', 'time']);

function toExpression(
  item: ModifiedItem,
  field: string,
  entry: Entry,
  place: string,
  problems: ProblemList,
): Expression {
  const unfit = field === '' ? item.values.flat().find((value) => fieldOnly.has(value.kind)) : undefined;
  if (unfit !== undefined) {
    problems.error(
      entry.value.place,
      'keyword-value',
      place,
      'A keyword cannot be of kind {value}.',
      'Name a field, or write a text.',
      { value: unfit.kind },
    );
    return or([]);
  }
  const parts = item.values.map((forms) =>
    forms.length === 1
      ? formExpression(forms[0]!, field, item.cased)
      : or(forms.map((form) => formExpression(form, field, item.cased))),
  );
  if (item.negated) return not(or(parts));
  return item.all ? and(parts) : or(parts);
}

function formExpression(form: Value, field: string, cased: boolean): Expression {
  const tests = testsOf(form, cased);
  const leafOf = (test: FieldTest): Leaf => ({
    op: 'leaf',
    field: field || null,
    test: field ? test : keyword(test),
  });
  const leaf = tests.length === 1 ? leafOf(tests[0]!) : or(tests.map(leafOf));
  return form.kind === 'exists' && !form.wanted ? not(leaf) : leaf;
}

function keyword(test: FieldTest): FieldTest {
  return test.kind === 'string' ? { ...test, pattern: anywhere(test.pattern) } : test;
}

function warnAboutValues(scalars: ScalarNode[], names: string[], place: string, problems: ProblemList): void {
  for (const scalar of scalars) {
    if (scalar.value === null && scalars.length > 1) {
      problems.warn(
        scalar.place,
        'null-in-list',
        place,
        '`null` cannot be part of a list of values (Sigma 2.1, "Special Field Values").',
        'Make it a selection of its own.',
      );
    }
    const decimal = typeof scalar.value === 'number' ? decimalText(scalar.value, scalar.text) : scalar.text;
    if (names.length === 0 && decimal !== scalar.text) {
      problems.warn(
        scalar.place,
        'number-notation',
        place,
        'The number {text} is compared as written and as {decimal}.',
        'Put it in quotes if only the text is meant.',
        { text: scalar.text, decimal },
      );
    }
  }
}
