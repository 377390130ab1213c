import { glob } from './detect-glob.js';

/** Host names; see `hostMatcher`. */
export interface HostChoice {
  only: readonly string[] | undefined;
  except: readonly string[] | undefined;
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

/** @returns tells whether a host is not one of those chosen */
export function otherHost(hosts: HostChoice | undefined): (host: string) => boolean {
  const only = hosts?.only === undefined ? undefined : hostMatcher(hosts.only);
  const except = hostMatcher(hosts?.except ?? []);
  return (host) => (only !== undefined && !only(host)) || except(host);
}
