/** What every match of a regular expression contains, up to the case of letters. */
export type RegexPart =
  /** Neighbouring characters, each one of a set: its ASCII members in lower case, as a text. */
  { op: 'run'; sets: readonly string[] } | { op: 'all' | 'any'; of: readonly RegexPart[] };

/** Repetitions beyond this many do not make a run any longer. */
const mostRepetitions = 64;

/** A syntax of which no text can be told. */
class Unreadable extends Error {}

const digits = '0123456789';
const sets: Record<string, string> = {
  d: digits,
  w: `${digits}_abcdefghijklmnopqrstuvwxyz`,
  s: '\t\n\f\r ',
};

/**
 * Reads from a regular expression (RE2 syntax) what every match of it contains, by a cautious reading: what a
 * quantifier may leave out does not count, nor do sets that reach beyond ASCII.
 * @returns undefined where nothing is required, or the syntax is not known here
 */
export function regexParts(source: string): RegexPart | undefined {
  try {
    return new RegexReader(source).alternatives();
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

class RegexReader {
  private readonly source: string;
  private at = 0;

  constructor(source: string) {
    this.source = source;
  }

  /** Reads up to the end or the closing bracket. */
  alternatives(): RegexPart | undefined {
    const of: (RegexPart | undefined)[] = [this.sequence()];
    while (this.source[this.at] === '|') {
      this.at++;
      of.push(this.sequence());
    }
    const required = of.filter((one) => one !== undefined);
    if (required.length < of.length) return undefined;
    return required.length === 1 ? required[0] : { op: 'any', of: required };
  }

  private sequence(): RegexPart | undefined {
    const of: RegexPart[] = [];
    let run: string[] = [];
    const end = (): void => {
      if (run.length > 0) of.push({ op: 'run', sets: run });
      run = [];
    };
    while (this.at < this.source.length && !'|)'.includes(this.source[this.at]!)) {
      const atom = this.atom();
      const { least, exact } = this.quantifier();
      if (typeof atom === 'string' && least > 0) {
        const repeated = new Array<string>(Math.min(least, mostRepetitions)).fill(atom);
        run.push(...repeated);
        if (!exact || least > mostRepetitions) {
          end();
          run = repeated;
        }
        continue;
      }
      end();
      if (typeof atom === 'object' && least > 0) of.push(atom);
    }
    end();
    return of.length > 1 ? { op: 'all', of } : of[0];
  }

  /** @returns a set of characters, what a group requires, or undefined */
  private atom(): string | RegexPart | undefined {
    const c = this.source[this.at++]!;
    if (c === '\\') return this.escape();
    if (c === '[') return this.class();
    if (c === '(') return this.group();
    if (c === '.' || c === '^' || c === '$') return undefined;
    if ('*+?'.includes(c) || c > '\x7f') throw new Unreadable();
    return c.toLowerCase();
  }

  private escape(): string | undefined {
    const c = this.source[this.at++];
    if (c === undefined || c > '\x7f') throw new Unreadable();
    if (!/[A-Za-z0-9]/.test(c)) return c;
    if (!/[dDwWsSbBAz]/.test(c)) throw new Unreadable();
    return sets[c];
  }

  /**
   * Reads behind the closing bracket; `]` right after `[` or `[^` is a member.
   * @returns its members; undefined where they cannot be told
   */
  private class(): string | undefined {
    const { source } = this;
    const negated = source[this.at] === '^';
    const start = negated ? ++this.at : this.at;
    if (source[this.at] === ']') this.at++;
    while (this.at < source.length && source[this.at] !== ']') {
      const named = source.startsWith('[:', this.at) ? source.indexOf(':]', this.at) : -1;
      this.at = named > 0 ? named + 2 : this.at + (source[this.at] === '\\' ? 2 : 1);
    }
    const members = source.slice(start, this.at++);
    return negated || members.includes('[:') ? undefined : membersOf(members);
  }

  private group(): RegexPart | undefined {
    const head = /^\?(?:P?<\w+>|[A-Za-z-]*[:)])/.exec(this.source.slice(this.at, this.at + 64))?.[0];
    if (head === undefined && this.source[this.at] === '?') throw new Unreadable();
    this.at += head?.length ?? 0;
    if (head?.endsWith(')')) return undefined;
    const required = this.alternatives();
    if (this.source[this.at++] !== ')') throw new Unreadable();
    return required;
  }

  /** Reads the quantifier that may stand here. */
  private quantifier(): { least: number; exact: boolean } {
    const found = /^(?:([*+?])|\{(\d*)(,?)\d*\})[?+]?/.exec(this.source.slice(this.at, this.at + 24));
    if (found === null) return { least: 1, exact: true };
    this.at += found[0].length;
    const [, sign, least, comma] = found;
    if (sign !== undefined) return { least: sign === '+' ? 1 : 0, exact: false };
    return { least: Number(least), exact: comma === '' };
  }
}

/** @param members what stands between the brackets of a class */
function membersOf(members: string): string | undefined {
  let found = '';
  for (let rest = members; rest !== ''; ) {
    const [, from, to] = /^(\\?.)(?:-(\\?.))?/s.exec(rest)!;
    const [first, last] = [memberOf(from!), to === undefined ? undefined : memberOf(to)];
    if (first === undefined || (to !== undefined && (last?.length !== 1 || first.length !== 1)))
      return undefined;
    const end = (last ?? first).charCodeAt(0);
    if (last === undefined) found += first;
    else for (let c = first.charCodeAt(0); c <= end; c++) found += String.fromCharCode(c);
    rest = rest.slice(from!.length + (to === undefined ? 0 : to.length + 1));
  }
  return found === '' ? undefined : [...new Set(found.toLowerCase())].join('');
}

/** @returns the characters of a class's member; undefined for what reaches beyond ASCII or is not known here */
function memberOf(member: string): string | undefined {
  const c = member.at(-1)!;
  if (c > '\x7f') return undefined;
  return member.length > 1 && /[A-Za-z0-9]/.test(c) ? sets[c] : c;
}
