import { type Bound, joined, type Pattern, type Query, type Span, type Test } from './ast.js';
import { isStar, merged, Scanner, type Word } from './scanner.js';
import { type QueryFault, QuerySyntaxError } from './syntax-error.js';

/** Characters of a query, terms in it, and brackets and `not` within each other. */
export const queryLimits = { characters: 8000, terms: 1000, depth: 40 } as const;

const operators = new Set(['and', 'or', 'not']);
const joiners = { or: '||', and: '&&' } as const;

/**
 * Reads a query of the search language (docs/search.md).
 * @returns the query; blank text asks for everything
 * @throws QuerySyntaxError (QUERY_SYNTAX) with the place
 */
export function parseQuery(text: string): Query {
  if (text.length > queryLimits.characters) {
    fail('too_long', { offset: queryLimits.characters, length: text.length - queryLimits.characters });
  }
  return new Parser(text).whole();
}

class Parser {
  readonly #scan: Scanner;
  #depth = 0;
  #terms = 0;

  constructor(text: string) {
    this.#scan = new Scanner(text);
  }

  whole(): Query {
    this.#scan.skipSpace();
    if (this.#scan.ended) return { kind: 'all' };
    const query = this.#or(this.#anyTerm);
    this.#scan.skipSpace();
    if (!this.#scan.ended) fail('closing_unexpected', { offset: this.#scan.at, length: 1 });
    return query;
  }

  /** `term or term`; `and` binds closer. */
  #or(term: () => Query, adjacent = true): Query {
    const of = [this.#and(term, adjacent)];
    while (this.#joiner('or')) of.push(this.#and(term, adjacent));
    return joined('or', of);
  }

  /** @param adjacent whether terms without an operator between them are meant to hold together */
  #and(term: () => Query, adjacent: boolean): Query {
    const of = [this.#unary(term)];
    for (;;) {
      if (this.#joiner('and')) of.push(this.#unary(term));
      else if (this.#endsHere()) return joined('and', of);
      else if (adjacent) of.push(this.#unary(term));
      else fail('values_joined', { offset: this.#scan.at, length: 1 });
    }
  }

  #endsHere(): boolean {
    this.#scan.skipSpace();
    return (
      this.#scan.ended ||
      this.#scan.peek() === ')' ||
      this.#atKeyword('or') ||
      this.#scan.text.startsWith('||', this.#scan.at)
    );
  }

  #unary(term: () => Query): Query {
    this.#scan.skipSpace();
    // Among the values of a field a sign belongs to the value: -1.
    const signs = term === this.#anyTerm;
    if (this.#keyword('not') || (signs && this.#takesNotSign())) {
      return this.#deeper(() => ({ kind: 'not', of: this.#unary(term) }));
    }
    if (signs && this.#scan.peek() === '+' && !this.#scan.isSpace(1)) this.#scan.at++;
    if (this.#scan.peek() === '(') return this.#brackets(() => this.#or(term, signs));
    return term();
  }

  #takesNotSign(): boolean {
    const sign = this.#scan.peek();
    if ((sign !== '-' && sign !== '!') || this.#scan.isSpace(1)) return false;
    this.#scan.at++;
    return true;
  }

  #brackets(inner: () => Query): Query {
    const start = this.#scan.at++;
    const query = this.#deeper(inner);
    this.#scan.skipSpace();
    if (!this.#scan.take(')')) fail('closing_expected', { offset: start, length: 1 });
    return query;
  }

  #deeper(read: () => Query): Query {
    if (++this.#depth > queryLimits.depth) fail('too_deep', { offset: this.#scan.at, length: 1 });
    const query = read();
    this.#depth--;
    return query;
  }

  readonly #anyTerm = (): Query => this.#term();

  #term(): Query {
    this.#count();
    const offset = this.#scan.at;
    if (this.#scan.peek() === '"') {
      return { kind: 'text', pattern: pieces(this.#scan.quoted()), at: this.#scan.spanFrom(offset) };
    }
    const operator = this.#atKeyword('and') || this.#atKeyword('or');
    const word = this.#word();
    if (operator || word.length === 0) fail('term_expected', { offset, length: 1 });
    return this.#fieldTerm(word) ?? this.#words(word);
  }

  #word(): Word {
    return this.#scan.word(':<>', operators);
  }

  /** `field:value` and `field >= value`; undefined when the word is no name of a field. */
  #fieldTerm(word: Word): Query | undefined {
    const ahead = /^\s*[<>]/.test(this.#scan.text.slice(this.#scan.at, this.#scan.at + 20));
    if (this.#scan.peek() !== ':' && !ahead) return undefined;
    this.#scan.take(':');
    this.#scan.skipSpace();
    const { pattern } = word;
    const field = isAny(pattern) ? undefined : pattern;
    return this.#tests(field, word.offset);
  }

  /** @param field undefined: any, as in `*:value` */
  #tests(field: Pattern | undefined, offset: number): Query {
    if (this.#scan.peek() !== '(') return this.#test(field, offset);
    return this.#brackets(() =>
      this.#or(() => {
        this.#count();
        return this.#test(field, this.#scan.at);
      }, false),
    );
  }

  #test(field: Pattern | undefined, offset: number): Query {
    const start = this.#scan.at;
    if (this.#scan.peek() === '"') {
      const value = { pattern: pieces(this.#scan.quoted()), quoted: true };
      return this.#fieldIs(field, { kind: 'is', value }, offset);
    }
    if (this.#scan.peek() === '[' || this.#scan.peek() === '{') {
      return this.#fieldIs(field, this.#range(), offset);
    }
    const operator = ['<=', '>=', '<', '>'].find((each) => this.#scan.take(each));
    if (operator !== undefined) return this.#fieldIs(field, this.#comparison(operator), offset);
    const { pattern, length } = this.#scan.word('');
    if (length === 0) fail('value_expected', { offset: start, length: 1 });
    const test: Test = isAny(pattern)
      ? { kind: 'exists' }
      : { kind: 'is', value: { pattern, quoted: false } };
    return this.#fieldIs(field, test, offset);
  }

  #fieldIs(field: Pattern | undefined, test: Test, offset: number): Query {
    const at = this.#scan.spanFrom(offset);
    if (field === undefined) {
      if (test.kind === 'exists') return { kind: 'all' };
      if (test.kind === 'is') return { kind: 'text', pattern: test.value.pattern, at };
      return fail('wildcard_here', at);
    }
    if (field.length === 1 && field[0] === '_exists_' && test.kind === 'is') {
      return { kind: 'field', field: test.value.pattern, test: { kind: 'exists' }, at };
    }
    return { kind: 'field', field, test, at };
  }

  #comparison(operator: string): Test {
    this.#scan.skipSpace();
    const bound: Bound = { value: this.#boundValue(''), inclusive: operator.endsWith('=') };
    return operator.startsWith('<') ? { kind: 'range', to: bound } : { kind: 'range', from: bound };
  }

  /** `[from TO to]`, `{from TO to}` without the ends, `*` for an open end (Lucene's syntax). */
  #range(): Test {
    const start = this.#scan.at;
    const fromInclusive = this.#scan.take('[') || !this.#scan.take('{');
    this.#scan.skipSpace();
    const from = this.#rangeEnd();
    this.#scan.skipSpace();
    if (!this.#keyword('to')) fail('range_to_expected', this.#scan.spanFrom(start));
    this.#scan.skipSpace();
    const to = this.#rangeEnd();
    this.#scan.skipSpace();
    const toInclusive = this.#scan.take(']');
    if (!toInclusive && !this.#scan.take('}')) fail('closing_expected', { offset: start, length: 1 });
    if (from === undefined && to === undefined) return { kind: 'exists' };
    return {
      kind: 'range',
      ...(from !== undefined && { from: { value: from, inclusive: fromInclusive } }),
      ...(to !== undefined && { to: { value: to, inclusive: toInclusive } }),
    };
  }

  #rangeEnd(): string | undefined {
    const open = this.#scan.peek() === '*' && /[\s\]}]/.test(this.#scan.peek(1) ?? ' ');
    if (!open) return this.#boundValue(']}');
    this.#scan.at++;
    return undefined;
  }

  #boundValue(ends: string): string {
    const offset = this.#scan.at;
    if (this.#scan.peek() === '"') return this.#scan.quoted();
    const { pattern, length } = this.#scan.word(ends);
    if (length === 0) fail('value_expected', { offset, length: 1 });
    const [only] = pattern;
    if (pattern.length > 1 || typeof only !== 'string') fail('wildcard_here', { offset, length });
    return only as string;
  }

  /** Words beside each other are one text, as they stand. */
  #words(first: Word): Query {
    const parts = [...first.pattern];
    for (;;) {
      const end = this.#scan.at;
      this.#scan.skipSpace();
      const between = this.#scan.text.slice(end, this.#scan.at);
      const next = between === '' || this.#beginsOther() ? undefined : this.#word();
      if (next === undefined || next.length === 0 || this.#isFieldNext()) {
        this.#scan.at = end;
        const at = this.#scan.spanFrom(first.offset);
        const pattern = merged(parts);
        return isAny(pattern) ? { kind: 'all' } : { kind: 'text', pattern, at };
      }
      parts.push(between, ...next.pattern);
    }
  }

  #isFieldNext(): boolean {
    return (
      this.#scan.peek() === ':' || /^\s*[<>]/.test(this.#scan.text.slice(this.#scan.at, this.#scan.at + 20))
    );
  }

  /** Whether something begins here that is no word of a text. */
  #beginsOther(): boolean {
    const c = this.#scan.peek();
    if (c === undefined || '"()'.includes(c)) return true;
    if ('-+!'.includes(c) && !this.#scan.isSpace(1)) return true;
    if (['||', '&&'].some((each) => this.#scan.text.startsWith(each, this.#scan.at))) return true;
    return [...operators].some((each) => this.#atKeyword(each));
  }

  #joiner(name: 'and' | 'or'): boolean {
    this.#scan.skipSpace();
    return this.#scan.take(joiners[name]) || this.#keyword(name);
  }

  #keyword(name: string): boolean {
    if (!this.#atKeyword(name)) return false;
    this.#scan.at += name.length;
    return true;
  }

  /** In whatever case, with white space, a bracket or the end behind it. */
  #atKeyword(name: string): boolean {
    const { text, at } = this.#scan;
    const end = at + name.length;
    return text.slice(at, end).toLowerCase() === name && /^[\s()"]?$/.test(text.slice(end, end + 1));
  }

  #count(): void {
    if (++this.#terms > queryLimits.terms) fail('too_many', { offset: this.#scan.at, length: 1 });
  }
}

function pieces(text: string): Pattern {
  return text === '' ? [] : [text];
}

function isAny(pattern: Pattern): boolean {
  return pattern.length === 1 && isStar(pattern[0]);
}

function fail(fault: QueryFault, span: Span): never {
  throw new QuerySyntaxError(fault, span);
}
