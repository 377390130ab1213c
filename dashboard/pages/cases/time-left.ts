import type { Messages } from '../../i18n/messages.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** @returns a span of time in its two largest units */
export function spanText(ms: number, { t, number }: Messages): string {
  const days = Math.floor(ms / dayMs);
  const hours = Math.floor((ms % dayMs) / hourMs);
  const minutes = Math.floor((ms % hourMs) / minuteMs);
  if (days >= 3) return t('cases.span_days', { days: number(days), hours });
  return t('cases.span_hours', { hours: number(days * 24 + hours), minutes });
}

/** @returns how long until an end, or since when it is over */
export function leftText(due: string, now: number, messages: Messages): string {
  const left = Date.parse(due) - now;
  const span = spanText(Math.abs(left), messages);
  return messages.t(left >= 0 ? 'cases.left' : 'cases.over', { span });
}
