import { type Said, type Sentence, sentenceOf } from '../contract/fault.js';
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
export function patternValues(pattern: string): PatternValues | Sentence {
  if (pattern.length > longestPattern) {
    return { message: 'is longer than {most} characters', values: { most: longestPattern } };
  }
  try {
    return new PatternReader(tokensOf(pattern)).read();
  } catch (error) {
    if (error instanceof Refusal) return error.said;
    throw error;
  }
}

const longestPattern = 100_000;
const deepestBrackets = 20;

class Refusal extends Error {
  readonly said: Sentence;

  constructor(why: Said) {
    super();
    this.said = sentenceOf(why);
  }
}

type Token = { kind: 'sign' | 'word' | 'text'; text: string };

const sign = /[[\]()=,]/y;
const word = /[A-Za-z0-9_:.*+<>!-]+(?:'[^'\\]{0,40}')?(?:\.[A-Za-z0-9_.-]+)?/y;
const text = /'((?:[^'\\]|\\['\\])*)'/y;
const blank = /\s+/y;

/** @throws Refusal */
function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  const take = (expression: RegExp, at: number): RegExpExecArray | null => {
    expression.lastIndex = at;
    return expression.exec(pattern);
  };
  for (let at = 0; at < pattern.length; ) {
    const space = take(blank, at);
    const found = space ?? take(sign, at) ?? take(text, at) ?? take(word, at);
    if (found === null) {
      throw new Refusal({ message: 'cannot be read at character {at}', values: { at: at + 1 } });
    }
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

const itsEnd: Sentence = { message: 'the end of the pattern' };

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
    if (depth > deepestBrackets) {
      throw new Refusal({
        message: 'has more than {most} brackets in each other',
        values: { most: deepestBrackets },
      });
    }
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
    const path = this.#next('word', {
      message: '{found} stands where an object path such as ipv4-addr:value is expected',
    });
    if (path.toUpperCase() === 'NOT')
      throw new Refusal('excludes something (NOT), which a list of values cannot say');
    const kind = kindOf(path);
    const operator = this.#tokens[this.#at++]?.text.toUpperCase() ?? '';
    if (operator === '=' || operator === 'ISSUBSET') {
      this.#value(kind, path);
      return;
    }
    if (operator !== 'IN')
      throw new Refusal({
        message: 'compares with {operator}; only = , IN and ISSUBSET can be looked for',
        values: { operator: operator === '' ? itsEnd : operator },
      });
    this.#sign('(');
    this.#value(kind, path);
    while (this.#is(',')) {
      this.#at++;
      this.#value(kind, path);
    }
    this.#sign(')');
  }

  #value(kind: IndicatorKind | 'any', path: string): void {
    const value = this.#next('text', {
      message: '{found} stands where a text in single quotes is expected',
    });
    const guessed = kind === 'any' ? guessKind(value) : kind;
    if (guessed === undefined) {
      throw new Refusal({ message: '{path} is neither an address nor a domain name', values: { path } });
    }
    this.#values.push({ kind: guessed, value });
  }

  #or(): void {
    const { text = '' } = this.#tokens[this.#at++] ?? {};
    if (text.toUpperCase() === 'OR') return;
    throw new Refusal(
      text === ''
        ? 'ends in the middle'
        : {
            message: 'joins by {text}, which a list of values cannot say: only OR can be looked for',
            values: { text },
          },
    );
  }

  #is(text: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === 'sign' && token.text === text;
  }

  #sign(text: string): void {
    if (!this.#is(text)) {
      const found = this.#tokens[this.#at]?.text ?? itsEnd;
      throw new Refusal({ message: '{found} stands where {text} is expected', values: { found, text } });
    }
    this.#at++;
  }

  /** @param otherwise of what is there instead, `{found}` */
  #next(kind: Token['kind'], otherwise: Sentence): string {
    const token = this.#tokens[this.#at++];
    if (token?.kind !== kind) {
      throw new Refusal({ ...otherwise, values: { found: token?.text ?? itsEnd } });
    }
    return token.text;
  }
}

function kindOf(path: string): IndicatorKind | 'any' {
  const known = Object.hasOwn(paths, path) ? paths[path] : undefined;
  if (known !== undefined) return known;
  const algorithm = /^(?:file|artifact):hashes\.'?([A-Za-z0-9-]+)'?$/.exec(path)?.[1] ?? '';
  const hash = Object.hasOwn(hashes, algorithm) ? hashes[algorithm] : undefined;
  if (hash === undefined) {
    throw new Refusal({
      message: 'asks for {path}, which is not looked for',
      values: { path: path.slice(0, 80) },
    });
  }
  return hash;
}
