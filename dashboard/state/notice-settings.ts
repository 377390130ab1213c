import type { Level } from '../../server/contract/detection.js';
import { levelOrder } from '../components/level-order.js';

/** Which new alerts somebody wants to be told of in this browser, and when only the chosen ones. */
export interface NoticeSettings {
  /** Notifications of the desktop, outside of the dashboard's window. */
  desktop: boolean;
  /** Levels that are told of on the desktop outside of quiet hours. */
  levels: readonly Level[];
  /** Whether there are quiet hours. */
  quiet: boolean;
  /** Wall clock, HH:MM; where `to` is not after `from` it is of the next day. */
  from: string;
  to: string;
  /** Saturday and Sunday are quiet all day. */
  weekend: boolean;
  /** Levels that are told of in quiet hours, too. */
  quietLevels: readonly Level[];
}

export const defaultSettings: NoticeSettings = {
  desktop: false,
  levels: ['critical', 'high'],
  quiet: false,
  from: '18:00',
  to: '07:00',
  weekend: true,
  quietLevels: ['critical'],
};

const clock = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** @returns the settings of a stored text; what is missing or no longer understood is as it is by default */
export function readSettings(text: string | null): NoticeSettings {
  const stored = parsed(text);
  const flag = (name: 'desktop' | 'quiet' | 'weekend') =>
    typeof stored[name] === 'boolean' ? stored[name] : defaultSettings[name];
  const time = (name: 'from' | 'to') => {
    const value = stored[name];
    return typeof value === 'string' && clock.test(value) ? value : defaultSettings[name];
  };
  const some = (name: 'levels' | 'quietLevels') => {
    const value = stored[name];
    return Array.isArray(value) ? levelOrder.filter((level) => value.includes(level)) : defaultSettings[name];
  };
  return {
    desktop: flag('desktop'),
    levels: some('levels'),
    quiet: flag('quiet'),
    from: time('from'),
    to: time('to'),
    weekend: flag('weekend'),
    quietLevels: some('quietLevels'),
  };
}

function parsed(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/**
 * @param wallClock YYYY-MM-DDTHH:MM in the display zone
 * @returns whether it lies in quiet hours
 */
export function isQuiet({ quiet, from, to, weekend }: NoticeSettings, wallClock: string): boolean {
  if (!quiet) return false;
  const day = new Date(`${wallClock.slice(0, 10)}T00:00Z`).getUTCDay();
  if (weekend && (day === 0 || day === 6)) return true;
  const [now, begin, end] = [minutesOf(wallClock.slice(11)), minutesOf(from), minutesOf(to)];
  return begin < end ? now >= begin && now < end : now >= begin || now < end;
}
