import { matchesPattern, parsePattern } from '../detect/sigma/pattern.js';

/**
 * @param pattern text in which `*` stands for any text and `?` for one character, as in Sigma; case does not count
 * @returns tells whether a whole text is an instance of it
 */
export function glob(pattern: string): (text: string) => boolean {
  const parts = parsePattern(pattern.toLowerCase());
  return (text) => matchesPattern(parts, text.toLowerCase());
}

/**
 * @param names host names with or without domain; `*` stands for any text
 * @returns tells whether a host is one of them; a name without a dot stands for that host in any domain
 */
export function hostMatcher(names: readonly string[]): (host: string) => boolean {
  const tests = names.map((name) => ({ test: glob(name), qualified: name.includes('.') }));
  return (host) => {
    const label = host.split('.', 1)[0]!;
    return tests.some(({ test, qualified }) => test(host) || (!qualified && test(label)));
  };
}
