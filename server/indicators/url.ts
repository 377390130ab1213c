const schemes = new Set(['http:', 'https:', 'ftp:', 'ftps:']);
const longest = 2048;

/**
 * @returns the URL as the WHATWG standard writes it, without user and fragment, so that different writings of one are
 * equal; undefined when it is none, or its scheme is not of the web
 */
export function canonicalUrl(text: string): string | undefined {
  if (text.length > longest || !/^[a-z]{3,5}:\/\//i.test(text)) return undefined;
  try {
    const url = new URL(text);
    if (!schemes.has(url.protocol) || url.hostname === '') return undefined;
    return `${url.protocol}//${url.host}${url.pathname}${url.search}`;
  } catch {
    return undefined;
  }
}

/** URLs of one text that are looked at. */
const mostUrls = 20;
/** White space, control characters, quotes and angle brackets end a URL in a text. */
const endsUrl = (code: number): boolean =>
  code <= 32 || code === 34 || code === 39 || code === 60 || code === 62;
const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122;
const trailing = /[.,;:!?)\]}]+$/;

/**
 * @param wanted whether a host, in lower case and without port, is of interest: URLs of others are not told
 * @returns the URLs in a text, as they stand there and without punctuation behind them
 */
export function urlsIn(text: string, wanted: (host: string) => boolean): string[] {
  const found: string[] = [];
  for (let at = text.indexOf('://'); at >= 0 && found.length < mostUrls; at = text.indexOf('://', at + 3)) {
    if (!wanted(hostAt(text, at + 3))) continue;
    let start = at;
    while (start > 0 && at - start < 5 && isLetter(text.charCodeAt(start - 1))) start--;
    let end = at + 3;
    while (end < text.length && end - start <= longest && !endsUrl(text.charCodeAt(end))) end++;
    const url = text.slice(start, end);
    found.push(url);
    const bare = url.slice(0, longest).replace(trailing, '');
    if (bare !== url) found.push(bare);
  }
  return found;
}

/** Of names and addresses; a host written in another way, or behind a user, is not looked for. */
const isOfHost = (code: number): boolean =>
  isLetter(code) || (code >= 45 && code <= 57 && code !== 47) || code === 95 || code > 127;

function hostAt(text: string, start: number): string {
  let end = start;
  while (end < text.length && end - start < 256 && isOfHost(text.charCodeAt(end))) end++;
  return text.slice(start, end).toLowerCase();
}
