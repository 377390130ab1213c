import type { IndicatorKind } from '../contract/indicator-kinds.js';
import { guessKind } from './kind.js';

/** Values of one kind each that a pattern asks for, any of which is enough. */
export type PatternValues = { kind: IndicatorKind; value: string }[];

/** Object paths (STIX 2.1, part 9.7) that name something that is looked for; `any`: an address or a domain name. */
const paths: Readonly<Record<string, IndicatorKind | 'any'>> = {
  'ipv4-addr:value': 'ip',
  'ipv6-addr:value': 'ip',
  'domain-name:value': 'domain',
  'url:value': 'url',
  'email-addr:value': 'email',
  'email-message:from_ref.value': 'email',
  'email-message:sender_ref.value': 'email',
  'file:name': 'file_name',
  'network-traffic:src_ref.value': 'any',
  'network-traffic:dst_ref.value': 'any',
};
const hashes: Readonly<Record<string, IndicatorKind>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  SHA1: 'sha1',
  'SHA-256': 'sha256',
  SHA256: 'sha256',
};

/**
 * Takes a STIX 2.1 pattern (part 9) apart whose comparisons are alternatives: `[a:b = 'x' OR c:d IN ('y', 'z')]`, also
 * several such in brackets joined by OR.
 * @returns the values, or why the pattern means more than a list of values can say
 */
export function patternValues(pattern: string): PatternValues | string {
  if (pattern.length > longestPattern) return `is longer than ${longestPattern} characters`;
  const tokens = tokensOf(pattern);
  if (typeof tokens === 'string') return tokens;
  try {
    return new PatternReader(tokens).read();
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

const longestPattern = 100_000;
const deepestBrackets = 20;

class Refusal extends Error {}

type Token = { kind: 'sign' | 'word' | 'text'; text: string };

const sign = /[[\]()=,]/y;
const word = /[A-Za-z0-9_:.*+<>!-]+(?:'[^'\\]{0,40}')?(?:\.[A-Za-z0-9_.-]+)?/y;
const text = /'((?:[^'\\]|\\['\\])*)'/y;
const blank = /\s+/y;

function tokensOf(pattern: string): Token[] | string {
  const tokens: Token[] = [];
  const take = (expression: RegExp, at: number): RegExpExecArray | null => {
    expression.lastIndex = at;
    return expression.exec(pattern);
  };
  for (let at = 0; at < pattern.length; ) {
    const space = take(blank, at);
    const found = space ?? take(sign, at) ?? take(text, at) ?? take(word, at);
    if (found === null) return `cannot be read at character ${at + 1}`;
    at += found[0].length;
    if (space !== null) continue;
    if (found[1] !== undefined) tokens.push({ kind: 'text', text: found[1].replace(/\\(['\\])/g, '$1') });
    else
      tokens.push({
        kind: found[0].length === 1 && '[]()=,'.includes(found[0]) ? 'sign' : 'word',
        text: found[0],
      });
  }
  return tokens;
}

class PatternReader {
  readonly #tokens: readonly Token[];
  readonly #values: PatternValues = [];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  read(): PatternValues {
    for (;;) {
      this.#sign('[');
      this.#alternatives(0);
      this.#sign(']');
      if (this.#at === this.#tokens.length) return this.#values;
      this.#or();
    }
  }

  #alternatives(depth: number): void {
    if (depth > deepestBrackets) throw new Refusal(`has more than ${deepestBrackets} brackets in each other`);
    for (;;) {
      if (this.#is('(')) {
        this.#at++;
        this.#alternatives(depth + 1);
        this.#sign(')');
      } else this.#comparison();
      if (this.#is(']') || this.#is(')')) return;
      this.#or();
    }
  }

  #comparison(): void {
    const path = this.#next('word', 'an object path such as ipv4-addr:value');
    if (path.toUpperCase() === 'NOT')
      throw new Refusal('excludes something (NOT), which a list of values cannot say');
    const kind = kindOf(path);
    const operator = this.#tokens[this.#at++]?.text.toUpperCase() ?? '';
    if (operator === '=' || operator === 'ISSUBSET') {
      this.#value(kind, path);
      return;
    }
    if (operator !== 'IN')
      throw new Refusal(`compares with ${operator || 'nothing'}; only = , IN and ISSUBSET can be looked for`);
    this.#sign('(');
    this.#value(kind, path);
    while (this.#is(',')) {
      this.#at++;
      this.#value(kind, path);
    }
    this.#sign(')');
  }

  #value(kind: IndicatorKind | 'any', path: string): void {
    const value = this.#next('text', 'a text in single quotes');
    const guessed = kind === 'any' ? guessKind(value) : kind;
    if (guessed === undefined) throw new Refusal(`${path} is neither an address nor a domain name`);
    this.#values.push({ kind: guessed, value });
  }

  #or(): void {
    const { text = '' } = this.#tokens[this.#at++] ?? {};
    if (text.toUpperCase() === 'OR') return;
    throw new Refusal(
      text === ''
        ? 'ends in the middle'
        : `joins by ${text}, which a list of values cannot say: only OR can be looked for`,
    );
  }

  #is(text: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === 'sign' && token.text === text;
  }

  #sign(text: string): void {
    if (!this.#is(text))
      throw new Refusal(`has ${this.#tokens[this.#at]?.text ?? 'its end'} where ${text} is expected`);
    this.#at++;
  }

  #next(kind: Token['kind'], what: string): string {
    const token = this.#tokens[this.#at++];
    if (token?.kind !== kind) throw new Refusal(`has ${token?.text ?? 'its end'} where ${what} is expected`);
    return token.text;
  }
}

function kindOf(path: string): IndicatorKind | 'any' {
  const known = Object.hasOwn(paths, path) ? paths[path] : undefined;
  if (known !== undefined) return known;
  const algorithm = /^(?:file|artifact):hashes\.'?([A-Za-z0-9-]+)'?$/.exec(path)?.[1] ?? '';
  const hash = Object.hasOwn(hashes, algorithm) ? hashes[algorithm] : undefined;
  if (hash === undefined) throw new Refusal(`asks for ${path.slice(0, 80)}, which is not looked for`);
  return hash;
}
