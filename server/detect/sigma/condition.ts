import type { FaultValues } from '../../contract/fault.js';

/** A condition as written; names are not yet resolved. */
export type Condition =
  | { op: 'and' | 'or'; args: Condition[] }
  | { op: 'not'; arg: Condition }
  | { op: 'identifier'; name: string }
  /** `count` is undefined for `all of`; `pattern` is `them` or a name with `*`. */
  | { op: 'of'; count: number | undefined; pattern: string };

/** A condition that does not follow the grammar. */
export class ConditionFault extends Error {
  readonly code: string;
  readonly hint: string;
  /** 0-based offset into the text of the condition. */
  readonly offset: number;
  /** Of message and hint. */
  readonly values: FaultValues;

  constructor(code: string, message: string, hint: string, offset: number, values: FaultValues = {}) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.offset = offset;
    this.values = values;
  }
}

interface Token {
  text: string;
  offset: number;
}

const maxDepth = 60;

/** Most rules have one of few conditions. */
const parsed = new Map<string, Condition>();
const mostParsed = 4096;

/**
 * Parses a condition (Sigma 2.1, "Condition"): `or` binds least, then `and`, `not`, `x of`, brackets.
 * @returns the condition, not to be changed: equal texts have the same one
 * @throws ConditionFault naming the offset
 */
export function parseCondition(text: string): Condition {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  // A slice would keep the rule's file in memory.
  const own = Buffer.from(text).toString();
  const condition = parse(own);
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(own, condition);
  return condition;
}

function parse(text: string): Condition {
  const pipe = text.indexOf('|');
  if (pipe >= 0) {
    throw new ConditionFault(
      'condition-aggregation',
      'Aggregations in the condition (`| count() ...`) are no longer part of Sigma.',
      'Write a correlation rule that refers to this rule.',
      pipe,
    );
  }
  const parser = new Parser(tokenise(text), text.length);
  return parser.parse();
}

function tokenise(text: string): Token[] {
  return [...text.matchAll(/[()]|[^\s()]+/g)].map((match) => ({ text: match[0], offset: match.index }));
}

class Parser {
  private at = 0;
  private readonly tokens: Token[];
  private readonly end: number;

  constructor(tokens: Token[], end: number) {
    this.tokens = tokens;
    this.end = end;
  }

  parse(): Condition {
    const condition = this.disjunction(0);
    const rest = this.tokens[this.at];
    if (rest !== undefined) {
      throw this.fault('`{text}` does not belong here.', 'Join the parts by `and` or `or`.', {
        text: rest.text,
      });
    }
    return condition;
  }

  private disjunction(depth: number): Condition {
    this.checkDepth(depth);
    const args = [this.conjunction(depth)];
    while (this.accept('or')) args.push(this.conjunction(depth));
    return args.length === 1 ? args[0]! : { op: 'or', args };
  }

  private conjunction(depth: number): Condition {
    const args = [this.negation(depth)];
    while (this.accept('and')) args.push(this.negation(depth));
    return args.length === 1 ? args[0]! : { op: 'and', args };
  }

  private negation(depth: number): Condition {
    this.checkDepth(depth);
    if (this.accept('not')) return { op: 'not', arg: this.negation(depth + 1) };
    return this.operand(depth);
  }

  private operand(depth: number): Condition {
    const token = this.tokens[this.at];
    if (token === undefined) throw this.fault('The condition ends too early.', 'Add a search identifier.');
    if (this.accept('(')) {
      const inner = this.disjunction(depth + 1);
      if (!this.accept(')')) throw this.fault('A closing bracket is missing.', 'Add `)`.');
      return inner;
    }
    if (token.text === ')' || /^(and|or|not|of)$/i.test(token.text)) {
      throw this.fault('A search identifier is missing before `{text}`.', 'Add one.', { text: token.text });
    }
    this.at++;
    if (this.tokens[this.at]?.text.toLowerCase() === 'of') return this.quantifier(token);
    return { op: 'identifier', name: token.text };
  }

  private quantifier(word: Token): Condition {
    const lower = word.text.toLowerCase();
    const count = lower === 'any' ? 1 : /^[1-9]\d{0,3}$/.test(lower) ? Number(lower) : undefined;
    if (count === undefined && lower !== 'all') {
      this.at--;
      throw this.fault('`{text} of` is not understood.', 'Write `1 of`, `all of` or a number.', {
        text: word.text,
      });
    }
    this.at++;
    const pattern = this.tokens[this.at];
    if (pattern === undefined || pattern.text === '(' || pattern.text === ')') {
      throw this.fault('`of` must be followed by `them` or a name.', 'Write such as `1 of selection_*`.');
    }
    this.at++;
    return { op: 'of', count, pattern: pattern.text };
  }

  private checkDepth(depth: number): void {
    if (depth <= maxDepth) return;
    throw this.fault('Nested deeper than {levels} levels.', 'Simplify the condition.', { levels: maxDepth });
  }

  private accept(word: string): boolean {
    if (this.tokens[this.at]?.text.toLowerCase() !== word) return false;
    this.at++;
    return true;
  }

  private fault(message: string, hint: string, values: FaultValues = {}): ConditionFault {
    const offset = this.tokens[this.at]?.offset ?? this.end;
    return new ConditionFault('condition-syntax', message, hint, offset, values);
  }
}

/**
 * Names that a quantifier stands for (Sigma 2.1, "1/all of them"): names that begin with `_` are only meant when
 * the pattern begins with `_`, too.
 */
export function selectNames(pattern: string, names: readonly string[]): string[] {
  const hidden = pattern.startsWith('_');
  const visible = names.filter((name) => hidden || !name.startsWith('_'));
  if (pattern.toLowerCase() === 'them') return visible;
  if (pattern.indexOf('*') === pattern.length - 1) {
    const start = pattern.slice(0, -1);
    return visible.filter((name) => name.startsWith(start));
  }
  const expression = expressionOf(pattern);
  return visible.filter((name) => expression.test(name));
}

function expressionOf(pattern: string): RegExp {
  const literals = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`);
}
