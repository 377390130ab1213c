import t from 'tap';
import { loadDashboard } from './load.js';

interface Settings {
  desktop: boolean;
  levels: readonly string[];
  quiet: boolean;
  from: string;
  to: string;
  weekend: boolean;
  quietLevels: readonly string[];
}
const { defaultSettings, isQuiet, readSettings } = await loadDashboard<{
  defaultSettings: Settings;
  isQuiet(settings: Settings, wallClock: string): boolean;
  readSettings(text: string | null): Settings;
}>('state/notice-settings.ts');

const night: Settings = { ...defaultSettings, quiet: true, from: '18:00', to: '07:00', weekend: false };

t.test('quiet hours: over midnight, within a day, at the weekend', async (t) => {
  // 2026-11-20 is a Friday.
  const cases: [Partial<Settings>, string, boolean][] = [
    [{}, '2026-11-20T17:59', false],
    [{}, '2026-11-20T18:00', true],
    [{}, '2026-11-21T06:59', true],
    [{}, '2026-11-21T07:00', false],
    [{ weekend: true }, '2026-11-21T12:00', true],
    [{ weekend: true }, '2026-11-22T12:00', true],
    [{ weekend: true }, '2026-11-23T12:00', false],
    [{ from: '12:00', to: '13:00' }, '2026-11-20T12:30', true],
    [{ from: '12:00', to: '13:00' }, '2026-11-20T18:30', false],
    [{ quiet: false }, '2026-11-20T23:00', false],
  ];
  for (const [part, at, expected] of cases) {
    t.equal(isQuiet({ ...night, ...part }, at), expected, JSON.stringify([part, at]));
  }
});

t.test('stored settings: what is damaged is as it is by default', async (t) => {
  t.same(readSettings(null), defaultSettings);
  t.same(readSettings('{"from":'), defaultSettings);
  t.same(readSettings('"quiet"'), defaultSettings);
  t.same(readSettings(JSON.stringify(night)), night);
  t.match(readSettings('{"quiet":true,"from":"25:00","levels":["low","odd"],"quietLevels":7}'), {
    quiet: true,
    from: defaultSettings.from,
    levels: ['low'],
    quietLevels: defaultSettings.quietLevels,
  });
});
