import type { Level } from '../../../server/contract/detection.js';
import type { IndicatorList, IndicatorListInput } from '../../../server/contract/indicator.js';
import { fromWallClock, toWallClock } from '../../i18n/zoned-time.js';

export const tlps: readonly IndicatorList['tlp'][] = ['clear', 'green', 'amber', 'amber+strict', 'red'];

/** What is said of a list, while it is typed. */
export interface ListDraft {
  name: string;
  source: string;
  description: string;
  tlp: IndicatorList['tlp'];
  level: Level;
  live: boolean;
  /** Wall clock; empty: never. */
  expires: string;
}

export function draftOf(list: IndicatorList | undefined): ListDraft {
  return {
    name: list?.name ?? '',
    source: list?.source ?? '',
    description: list?.description ?? '',
    tlp: list?.tlp ?? 'amber',
    level: list?.level ?? 'high',
    live: list?.live ?? true,
    expires: list?.expires_at ? toWallClock(list.expires_at) : '',
  };
}

/** @returns what the API takes */
export function inputOf({ expires, ...draft }: ListDraft): IndicatorListInput {
  return {
    ...draft,
    name: draft.name.trim(),
    source: draft.source.trim(),
    description: draft.description.trim(),
    expires_at: fromWallClock(expires) ?? null,
  };
}
