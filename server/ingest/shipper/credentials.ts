/** A token as collectors have it; longer ones or others are no tokens. */
const form = /^[\x21-\x7e]{1,512}$/;

const schemes: Record<string, (value: string) => string | undefined> = {
  bearer: (value) => value,
  splunk: (value) => value,
  /** RFC 7617: the token is the password, the user's name does not matter. */
  basic: (value) => secondPart(value),
  /** Elasticsearch: base64 of `id:key`, where the key is the token; or the token as it is. */
  apikey: (value) => secondPart(value) ?? value,
};

/** @returns what stands behind the first colon of a base64 text; undefined without one */
function secondPart(base64: string): string | undefined {
  const text = Buffer.from(base64, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : text.slice(colon + 1);
}

/**
 * @param authorization value of the header
 * @param allowed names of the schemes that the protocol has, in lower case
 * @returns the collector's token in it; undefined when it holds none
 */
export function tokenOf(authorization: string | undefined, allowed: readonly string[]): string | undefined {
  const [scheme = '', value = '', more] = (authorization ?? '').split(' ');
  const name = scheme.toLowerCase();
  if (more !== undefined || !allowed.includes(name)) return undefined;
  const token = schemes[name]?.(value);
  return token !== undefined && form.test(token) ? token : undefined;
}
