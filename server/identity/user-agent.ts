/** Browsers by what only they name, those that claim to be another one first. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:A|iOS)?\/(\d+)/, 'Edge'],
  [/\bOPR\/(\d+)/, 'Opera'],
  [/\bFirefox\/(\d+)/, 'Firefox'],
  [/\bFxiOS\/(\d+)/, 'Firefox'],
  [/\b(?:Headless)?Chrom(?:e|ium)\/(\d+)/, 'Chrome'],
  [/\bCriOS\/(\d+)/, 'Chrome'],
  [/\bVersion\/(\d+)[\d.]* .*Safari\//, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

const longest = 60;

/**
 * @param header the request's User-Agent, which may be anything
 * @returns what its owner recognises a session by: `Firefox 128, Linux`; of an unknown program its own first words
 */
export function shortAgent(header: string | undefined): string {
  const text = (header ?? '').slice(0, 500);
  const browser = browsers.flatMap(([form, name]) => {
    const version = form.exec(text)?.[1];
    return version === undefined ? [] : [`${name} ${version}`];
  })[0];
  const system = systems.find(([form]) => form.test(text))?.[1];
  const parts = [browser, system].filter((part) => part !== undefined);
  if (browser !== undefined) return parts.join(', ');
  return text
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, longest);
}
