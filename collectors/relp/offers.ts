/** What a client offers at `open`: a line `name=value,value` each. */
export type Offers = ReadonlyMap<string, readonly string[]>;

/** @param data of an `open` frame */
export function parseOffers(data: Buffer): Offers {
  const offers = new Map<string, string[]>();
  for (const line of data.toString('latin1').split('\n')) {
    const at = line.indexOf('=');
    if (at > 0)
      offers.set(
        line.slice(0, at).trim(),
        line
          .slice(at + 1)
          .split(',')
          .map((value) => value.trim()),
      );
  }
  return offers;
}

/** Versions of the protocol that this server speaks; they differ in nothing that is used here. */
const versions = ['0', '1'];

/** The answer to `open`: the response code, a text, and what is offered in return. */
export type OpenAnswer = { accepted: true; text: string } | { accepted: false; text: string };

/**
 * Answers the offers of a client: the session has what both sides know.
 * @returns text of the response; refused when the client cannot send `syslog` or speaks another version
 */
export function answerOffers(offers: Offers): OpenAnswer {
  const version = offers.get('relp_version')?.[0] ?? '0';
  if (!versions.includes(version))
    return { accepted: false, text: `500 relp_version ${version.slice(0, 20)} is not known here` };
  if (!offers.get('commands')?.includes('syslog'))
    return { accepted: false, text: '500 the command syslog has to be offered' };
  return {
    accepted: true,
    text: `200 OK\nrelp_version=${version}\nrelp_software=grundwacht\ncommands=syslog`,
  };
}
