import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Level } from '../../server/contract/detection.js';
import { toWallClock } from '../i18n/zoned-time.js';
import { isQuiet, type NoticeSettings, readSettings } from './notice-settings.js';
import { useSession } from './session.js';

const minuteMs = 60_000;
const changes = new EventTarget();
/** The same text gives the same object, which is what the store is compared by. */
const cache = new Map<string, { text: string | null; settings: NoticeSettings }>();

function settingsOf(key: string): NoticeSettings {
  const text = localStorage.getItem(key);
  const known = cache.get(key);
  if (known !== undefined && known.text === text) return known.settings;
  const settings = readSettings(text);
  cache.set(key, { text, settings });
  return settings;
}

function subscribe(listener: () => void): () => void {
  changes.addEventListener('change', listener);
  window.addEventListener('storage', listener);
  return () => {
    changes.removeEventListener('change', listener);
    window.removeEventListener('storage', listener);
  };
}

export interface Notices {
  settings: NoticeSettings;
  /** Whether there are quiet hours right now. */
  quiet: boolean;
  /** @returns whether somebody is to be told of an alert of this level within the dashboard */
  announces(level: Level): boolean;
  /** The same for the desktop. */
  notifies(level: Level): boolean;
  save(settings: NoticeSettings): void;
}

/** What the person who is logged in wants to be told of in this browser. */
export function useNotices(): Notices {
  const { user } = useSession();
  const key = `grundwacht.notices.${user?.username ?? ''}`;
  const settings = useSyncExternalStore(subscribe, () => settingsOf(key));
  const [now, setNow] = useState(() => new Date().toISOString());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date().toISOString()), minuteMs / 4);
    return () => clearInterval(timer);
  }, []);
  const quiet = isQuiet(settings, toWallClock(now));
  return {
    settings,
    quiet,
    announces: (level) => !quiet || settings.quietLevels.includes(level),
    notifies: (level) => settings.desktop && (quiet ? settings.quietLevels : settings.levels).includes(level),
    save(next) {
      localStorage.setItem(key, JSON.stringify(next));
      changes.dispatchEvent(new Event('change'));
    },
  };
}
