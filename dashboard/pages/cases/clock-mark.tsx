import type { CaseClock, ClockState } from '../../../server/contract/case-duty.js';
import { Icon, type IconName } from '../../components/icon.js';
import { useMessages } from '../../i18n/messages.js';
import { leftText } from './time-left.js';

const icons: Record<ClockState, IconName> = {
  undecided: 'help',
  waiting: 'clock',
  running: 'clock',
  met: 'check',
  late: 'warning',
  missed: 'error',
  not_applicable: 'minus',
};

const hourMs = 3_600_000;

/** How pressing a clock is, for its colour; the words say it, too. */
export function toneOf(
  { state, due_at, starts_at }: CaseClock,
  now: number,
): 'calm' | 'soon' | 'urgent' | 'done' {
  if (state === 'met' || state === 'not_applicable') return 'done';
  if (state === 'late') return 'soon';
  if (state === 'missed') return 'urgent';
  if (due_at === null) return 'calm';
  const left = Date.parse(due_at) - now;
  if (left <= 2 * hourMs) return 'urgent';
  if (starts_at === null) return 'calm';
  return left <= (Date.parse(due_at) - Date.parse(starts_at)) / 2 ? 'soon' : 'calm';
}

/** @returns whether somebody has still to do something for a clock */
export const isPending = ({ state }: CaseClock): boolean =>
  state === 'undecided' || state === 'waiting' || state === 'running' || state === 'missed';

/** A clock's state, and how long it still runs. */
export function ClockMark({ clock, now }: { clock: CaseClock; now: number }) {
  const messages = useMessages();
  const { t } = messages;
  const shown = clock.due_at !== null && isPending(clock);
  return (
    <span className={`gw-clock gw-clock--${toneOf(clock, now)}`}>
      <Icon name={icons[clock.state]} />
      <span className="gw-clock__state">{t(`cases.clock.${clock.state}`)}</span>
      {shown ? <span className="gw-clock__left">{leftText(clock.due_at!, now, messages)}</span> : null}
    </span>
  );
}

/** How much of a clock's time has gone, as a bar; its text stands beside it. */
export function ClockBar({ clock, now }: { clock: CaseClock; now: number }) {
  const { starts_at, due_at } = clock;
  if (starts_at === null || due_at === null || !isPending(clock)) return null;
  const start = Date.parse(starts_at);
  const share = Math.min(1, Math.max(0, (now - start) / (Date.parse(due_at) - start)));
  return (
    <span className={`gw-clockbar gw-clockbar--${toneOf(clock, now)}`} aria-hidden="true">
      <span style={{ inlineSize: `${share * 100}%` }} />
    </span>
  );
}
