import type { FaultValues } from '../../contract/fault.js';
import { parseCidr } from './cidr.js';
import { base64, base64Offsets, utf8, utf16, utf16be, utf16le } from './encoding.js';
import type { Affix, Comparison, TimePart } from './field-test.js';
import { anyText, joinParts, literalOf, literalPattern, type Pattern } from './pattern.js';
import { expandPlaceholders, type Placeholders } from './placeholders.js';
import { regexFault } from './regex.js';
import { asString, type Value } from './value.js';
import { listDashes, markDashes } from './windash.js';

/** A detection item while its modifiers are applied, in the order in which they are written. */
export interface ModifiedItem {
  /**
   * One list per value of the rule: the forms that modifiers gave it (windash, base64offset, expand), of which any
   * may match. Each value has at least one.
   */
  values: Value[][];
  /** Values are linked with AND; the forms of one value never are. */
  all: boolean;
  cased: boolean;
  /** None of the values may match (`neq`). */
  negated: boolean;
  /** Texts are bytes already (`wide` and the like came before). */
  bytes: boolean;
  placeholders: Placeholders;
}

/** Why a modifier cannot be applied. */
export class ModifierFault extends Error {
  readonly code: string;
  readonly hint: string;
  /** Of message and hint. */
  readonly values: FaultValues;

  constructor(code: string, message: string, hint: string, values: FaultValues = {}) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.values = values;
  }
}

/** Two dashes are written out, so that the index of literals sees each form whole; more would only swell it. */
const mostListed = 25;
/** Dashes are encoded one by one: up to five in a value. */
const mostEncoded = 5 ** 5;

type Modifier = (item: ModifiedItem) => void;
type StringValue = Extract<Value, { kind: 'string' }>;

/** All modifiers of Sigma 2.1, modifiers appendix. */
export const modifiers: Readonly<Record<string, Modifier>> = {
  all: (item) => {
    item.all = true;
  },
  cased: (item) => {
    item.cased = true;
  },
  neq: (item) => {
    item.negated = true;
  },
  exists: eachValue((value) => {
    if (value.kind !== 'boolean') {
      throw new ModifierFault(
        'modifier-value',
        '`exists` needs true or false.',
        'Write `field|exists: true`.',
      );
    }
    return [{ kind: 'exists', wanted: value.value }];
  }),
  contains: affix('contains', (pattern) => [anyText, ...pattern, anyText]),
  startswith: affix('startswith', (pattern) => [...pattern, anyText]),
  endswith: affix('endswith', (pattern) => [anyText, ...pattern]),
  windash: eachString('windash', (value) => {
    const marked = markDashes(value.pattern);
    return listDashes(marked, mostListed) ?? [marked];
  }),
  base64: encoder('base64', (text, item) => [base64(item.bytes ? text : utf8(text))]),
  base64offset: encoder('base64offset', (text, item) => base64Offsets(item.bytes ? text : utf8(text))),
  wide: toBytes('wide', utf16le),
  utf16le: toBytes('utf16le', utf16le),
  utf16be: toBytes('utf16be', utf16be),
  utf16: toBytes('utf16', utf16),
  re: eachValue((value) => {
    const source = value.kind === 'string' ? value.text : asString(value)?.text;
    if (source === undefined) {
      throw new ModifierFault('modifier-value', '`re` needs a text.', 'Write the expression in quotes.');
    }
    const fault = regexFault(source);
    if (fault !== undefined) {
      throw new ModifierFault('regex-unsupported', fault.message, fault.hint, fault.values);
    }
    return [{ kind: 'regex', source, flags: '' }];
  }),
  i: regexFlag('i'),
  m: regexFlag('m'),
  s: regexFlag('s'),
  cidr: eachValue((value) => {
    const range = value.kind === 'string' ? parseCidr(value.text) : undefined;
    if (range === undefined) {
      throw new ModifierFault(
        'modifier-value',
        'Not a network in CIDR notation.',
        'Write such as `10.0.0.0/8`.',
      );
    }
    return [{ kind: 'cidr', range }];
  }),
  expand: eachString('expand', (value, item) => {
    const patterns = expandPlaceholders(value.pattern, item.placeholders);
    if (typeof patterns === 'string') {
      throw new ModifierFault(
        'placeholder-missing',
        'The placeholder %{name}% has no values.',
        'Define its values in the placeholder lists.',
        { name: patterns },
      );
    }
    return patterns;
  }),
  fieldref: eachValue((value) => {
    if (value.kind !== 'string' || value.text === '') {
      throw new ModifierFault(
        'modifier-value',
        '`fieldref` needs a field name.',
        'Write the name of a field.',
      );
    }
    const [first, last] = [value.pattern[0], value.pattern.at(-1)];
    const either: Affix = first === anyText && last === anyText ? 'contains' : 'endswith';
    const mode: Affix = first === anyText ? either : last === anyText ? 'startswith' : 'equals';
    const field = value.pattern.filter((part) => typeof part === 'string').join('');
    return [{ kind: 'fieldref', field, affix: mode }];
  }),
  gt: comparison('gt'),
  gte: comparison('gte'),
  lt: comparison('lt'),
  lte: comparison('lte'),
  minute: timePart('minute', 0, 59),
  hour: timePart('hour', 0, 23),
  day: timePart('day', 1, 31),
  week: timePart('week', 1, 53),
  month: timePart('month', 1, 12),
  year: timePart('year', 0, 9999),
};

function eachValue(map: (value: Value, item: ModifiedItem) => Value[]): Modifier {
  return (item) => {
    item.values = item.values.map((forms) =>
      // Nearly all values have one form.
      forms.length === 1 ? map(forms[0]!, item) : forms.flatMap((value) => map(value, item)),
    );
  };
}

function eachString(name: string, map: (value: StringValue, item: ModifiedItem) => Pattern[]): Modifier {
  return eachValue((value, item) => {
    const text = asString(value);
    if (text === undefined) {
      throw new ModifierFault(
        'modifier-value',
        '`{name}` can only be applied to text, not to {given}.',
        'Remove the modifier, or put it before the one that changes the type.',
        { name, given: value.kind },
      );
    }
    return map(text, item).map((pattern) => ({ kind: 'string', pattern, text: text.text }));
  });
}

function affix(mode: Affix, wrap: (pattern: Pattern) => Pattern): Modifier {
  const wrapText = eachString(mode, (value) => [joinParts(wrap(value.pattern))]);
  return (item) => {
    if (!item.values.some((forms) => forms.some((value) => value.kind === 'fieldref'))) return wrapText(item);
    item.values = item.values.map((forms) =>
      forms.map((value) => (value.kind === 'fieldref' ? { ...value, affix: mode } : value)),
    );
  };
}

function encoder(name: string, encode: (text: string, item: ModifiedItem) => string[]): Modifier {
  const transform = eachString(name, (value, item) => {
    const forms = listDashes(value.pattern, mostEncoded);
    if (forms === undefined) {
      throw new ModifierFault(
        'modifier-value',
        'More than five dashes of `windash` cannot be encoded by `{name}`.',
        'Shorten the value, or remove `windash`.',
        { name },
      );
    }
    const texts = forms.map(literalOf).filter((text) => text !== undefined);
    if (texts.length === 0) {
      throw new ModifierFault(
        'modifier-value',
        'A value with wildcards cannot be encoded by `{name}`.',
        'Remove the wildcards, or put `contains` after the encoding modifier.',
        { name },
      );
    }
    return texts.flatMap((text) => encode(text, item)).map(literalPattern);
  });
  return (item) => {
    transform(item);
    item.bytes = false;
  };
}

function toBytes(name: string, encode: (text: string) => string): Modifier {
  const transform = encoder(name, (text) => [encode(text)]);
  return (item) => {
    transform(item);
    item.bytes = true;
  };
}

function regexFlag(flag: string): Modifier {
  return eachValue((value) => {
    if (value.kind !== 'regex') {
      throw new ModifierFault('modifier-order', '`{name}` must follow `re`.', 'Write `field|re|{name}`.', {
        name: flag,
      });
    }
    return [{ ...value, flags: value.flags.includes(flag) ? value.flags : value.flags + flag }];
  });
}

function comparison(name: Comparison): Modifier {
  return eachValue((value) => {
    if (value.kind === 'time') return [{ ...value, comparison: name }];
    const number = numberOf(value);
    if (number === undefined) {
      throw new ModifierFault(
        'modifier-value',
        '`{name}` needs a number.',
        'Write a number without quotes.',
        { name },
      );
    }
    return [{ kind: 'compare', comparison: name, number }];
  });
}

function timePart(part: TimePart, min: number, max: number): Modifier {
  return eachValue((value) => {
    const number = value.kind === 'compare' ? value.number : numberOf(value);
    if (number === undefined || !Number.isInteger(number) || number < min || number > max) {
      throw new ModifierFault('modifier-value', '`{name}` needs a whole number.', 'Use {least} to {most}.', {
        name: part,
        least: min,
        most: max,
      });
    }
    return [{ kind: 'time', part, comparison: value.kind === 'compare' ? value.comparison : 'eq', number }];
  });
}

function numberOf(value: Value): number | undefined {
  if (value.kind === 'number') return value.number;
  if (value.kind !== 'string' || !/^-?\d+(\.\d+)?$/.test(value.text)) return undefined;
  return Number(value.text);
}
