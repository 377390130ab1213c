/** What an indicator of compromise can be; `network` is an address range in CIDR notation. */
export const indicatorKinds = [
  'ip',
  'network',
  'domain',
  'url',
  'md5',
  'sha1',
  'sha256',
  'email',
  'file_name',
] as const;
export type IndicatorKind = (typeof indicatorKinds)[number];

/** Traffic Light Protocol 2.0 (FIRST): to whom a list may be passed on. */
export const tlpLabels = ['clear', 'green', 'amber', 'amber+strict', 'red'] as const;
export type TlpLabel = (typeof tlpLabels)[number];

/** Id of the rule that alerts of a list have. */
export function indicatorRuleId(list: string): string {
  return `${indicatorRulePrefix}${list}`;
}

/** Alerts whose rule id begins so come from lists of indicators. */
export const indicatorRulePrefix = 'indicator-';
