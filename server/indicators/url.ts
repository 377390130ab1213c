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

/** @returns the URLs in a text, as they stand there and without punctuation behind them */
export function urlsIn(text: string): string[] {
  const found: string[] = [];
  for (let at = text.indexOf('://'); at >= 0 && found.length < mostUrls; at = text.indexOf('://', at + 3)) {
    let start = at;
    while (start > 0 && at - start < 5 && isLetter(text.charCodeAt(start - 1))) start--;
    let end = at + 3;
    while (end < text.length && end - start <= longest && !endsUrl(text.charCodeAt(end))) end++;
    const url = text.slice(start, end);
    found.push(url);
    const bare = url.slice(0, 2048).replace(trailing, '');
    if (bare !== url) found.push(bare);
  }
  return found;
}
