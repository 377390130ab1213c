import t from 'tap';
import { loadDashboard } from './load.js';

const { formatsFor } = await loadDashboard<{
  formatsFor(language: 'de' | 'en'): { ago(instant: string, now: number): string };
}>('i18n/formats.ts');

t.test('hours up to a day, then days of the calendar', async (t) => {
  const now = Date.parse('2026-11-23T10:00:00+01:00');
  const { ago } = formatsFor('en');
  t.match(ago('2026-11-22T11:00:00+01:00', now), /^23 hr/);
  t.equal(ago('2026-11-22T09:00:00+01:00', now), 'yesterday');
  t.equal(ago('2026-11-21T11:00:00+01:00', now), '2 days ago', '47 hours, and the day before yesterday');
  t.equal(ago('2026-11-24T11:00:00+01:00', now), 'now', 'a clock that is ahead');
});
