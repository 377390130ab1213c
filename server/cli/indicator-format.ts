import type { Hunt, IndicatorImportReport, IndicatorList } from '../contract/indicator.js';
import { visible } from './detect-hit.js';

/** @returns lines about a list */
export function formatList(list: IndicatorList): string {
  const kinds = list.kinds.map(({ kind, count }) => `${count} ${kind}`).join(', ');
  const state = list.live ? 'live' : 'not live';
  const until = list.expires_at === null ? '' : ` until ${list.expires_at}`;
  return [
    `${list.id}  ${visible(list.name)}`,
    `  ${state}${until}, level ${list.level}, TLP:${list.tlp.toUpperCase()}${list.source === '' ? '' : `, from ${visible(list.source)}`}`,
    `  ${kinds || 'empty'}`,
    `  ${list.hits} hits${list.last_hit === null ? '' : `, last ${list.last_hit}`}`,
    ...(list.hunt === null ? [] : [`  ${formatHunt(list.hunt)}`]),
    '',
  ].join('\n');
}

/** @returns a line about a hunt */
export function formatHunt(hunt: Hunt): string {
  const { state, segments, segments_done, segments_skipped, events_done, hits, limited, error } = hunt;
  const progress = `${segments_done} of ${segments} segments (${segments_skipped} skipped by their filters), ${events_done} events, ${hits} new hits`;
  const end = `${limited ? '; ended early: too many hits' : ''}${error === null ? '' : `; ${visible(error)}`}`;
  return `hunt ${state}: ${progress}${end}`;
}

const shownProblems = 20;

/** @returns what an import did, or would do */
export function formatReport(report: IndicatorImportReport): string {
  const { form, indicators, kinds, duplicates, wrong, problems, left_out, stored, list } = report;
  const counts = kinds.map(({ kind, count }) => `${count} ${kind}`).join(', ');
  return [
    `${form}: ${indicators} indicators${counts === '' ? '' : ` (${counts})`}, ${duplicates} duplicates, ${wrong} wrong`,
    ...left_out.map(({ reason, count }) => `  left out: ${count} ${reason}`),
    ...problems
      .slice(0, shownProblems)
      .map(({ place, value, message }) => `  ${place}: ${visible(value)} ${visible(message)}`),
    ...(wrong > shownProblems ? [`  ... and ${wrong - Math.min(shownProblems, problems.length)} more`] : []),
    stored ? `stored as ${list?.id}` : 'nothing stored',
    '',
  ].join('\n');
}
