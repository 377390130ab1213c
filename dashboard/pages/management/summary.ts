import type { Tally } from '../../../server/contract/check.js';
import type { ManagementView } from '../../../server/contract/management.js';
import type { Messages } from '../../i18n/messages.js';
import { daysSince } from '../../i18n/zoned-time.js';
import { doneShare } from '../check/tally-bar.js';

/** @returns the share now less that of then, in points; null: of then nothing is known */
export const pointsSince = (now: Tally, before: Tally | null): number | null =>
  before === null || before.total === 0 ? null : doneShare(now) - doneShare(before);

/**
 * The figures in plain sentences, in the order in which a board asks. Each says what a figure says, and nothing else.
 * @param view figures
 * @param now milliseconds since the epoch
 */
export function summaryOf(view: ManagementView, messages: Messages, now: number): string[] {
  return [
    implementation(view, messages),
    contradictions(view, messages, now),
    measures(view, messages),
    risks(view, messages),
    incidents(view, messages),
    coverage(view, messages),
    proofs(view, messages),
  ].flat();
}

function implementation({ all, levels }: ManagementView, { t, number }: Messages): string[] {
  if (all.now.total === 0) return [t('management.says.nothing_modelled')];
  const share = number(doneShare(all.now));
  const points = pointsSince(all.now, all.before);
  const change =
    points === null
      ? t('management.says.share_alone', { share })
      : points === 0
        ? t('management.says.share_same', { share })
        : t(points > 0 ? 'management.says.share_more' : 'management.says.share_less', {
            share,
            points: number(Math.abs(points)),
          });
  const basis = levels.find(({ level }) => level === 'B');
  if (basis === undefined || levels.length < 2) return [change];
  const missing = basis.now.total - basis.now.yes - basis.now.dispensable;
  return [
    change,
    missing === 0
      ? t('management.says.basis_all')
      : t('management.says.basis', { share: number(doneShare(basis.now)), missing: number(missing) }),
  ];
}

function contradictions(
  { figures, contradicted_since }: ManagementView,
  { t, plural, number }: Messages,
  now: number,
): string[] {
  const { now: count, before } = figures.contradicted;
  if (count === null) return [];
  if (count === 0) return [t('management.says.contradicted_none')];
  const days = contradicted_since === null ? 0 : daysSince(contradicted_since, now);
  return [
    `${plural('management.says.contradicted', count)} ${
      days === 0
        ? t('management.says.contradicted_today')
        : plural('management.says.contradicted_since', days)
    }${before === null ? '' : ` ${t('management.says.before', { count: number(before) })}`}`,
  ];
}

function measures({ figures, cost }: ManagementView, { t, plural, number }: Messages): string[] {
  const open = figures.measures_open.now ?? 0;
  const overdue = figures.measures_overdue.now ?? 0;
  if (open === 0) return [t('management.says.measures_none')];
  const said = [
    `${plural('management.says.measures', open)} ${
      overdue === 0 ? t('management.says.overdue_none') : plural('management.says.overdue', overdue)
    }`,
  ];
  if (cost.once_open > 0) said.push(t('management.says.cost', { amount: number(cost.once_open) }));
  return said;
}

function risks({ risks: { high, very_high, unsigned } }: ManagementView, { t, plural }: Messages): string[] {
  const said =
    high + very_high === 0
      ? t('management.says.risks_none')
      : plural('management.says.risks', high + very_high);
  return [unsigned === 0 ? said : `${said} ${plural('management.says.unsigned', unsigned)}`];
}

function incidents({ cases, alerts }: ManagementView, { t, plural }: Messages): string[] {
  const count = alerts.levels.reduce((sum, each) => sum + each.count, 0);
  const missed = cases.late + cases.missed;
  const reported = cases.in_time + missed;
  return [
    cases.opened === 0 ? t('management.says.cases_none') : plural('management.says.cases', cases.opened),
    ...(reported === 0
      ? []
      : [
          missed === 0 ? t('management.says.reports_kept') : plural('management.says.reports_missed', missed),
        ]),
    plural('management.says.alerts', count),
  ];
}

function coverage({ figures }: ManagementView, { t, number }: Messages): string[] {
  const heard = figures.systems_heard.now;
  const systems = figures.systems_to_log.now;
  if (heard === null || systems === null) return [t('management.says.coverage_none')];
  return [t('management.says.coverage', { heard: number(heard), systems: number(systems) })];
}

function proofs({ figures, findings }: ManagementView, { t, plural }: Messages): string[] {
  const open = figures.findings_open.now ?? 0;
  const evidence = figures.evidence_expiring.now ?? 0;
  return [
    open === 0
      ? t('management.says.findings_none')
      : `${plural('management.says.findings', open)} ${
          findings.major === 0
            ? t('management.says.major_none')
            : plural('management.says.major', findings.major)
        }`,
    ...(evidence === 0 ? [] : [plural('management.says.evidence', evidence)]),
  ];
}
