import { pino } from 'pino';
import t from 'tap';
import { byGermanClock } from '../server/by-german-clock.js';
import { loadConfig } from '../server/config/config.js';
import { dayOf, plusDays, zone } from '../server/contract/german-day.js';

const logger = pino({ level: 'silent' });
const clock = new Intl.DateTimeFormat('de-DE', { timeZone: zone, timeStyle: 'short' });
/** Both changes of the clock lie in it, whenever the test runs. */
const days = 400;

function runsOf(when: string): Date[] {
  const task = byGermanClock(when, async () => {}, { name: 'test', logger });
  const runs = task.getNextRuns(days);
  void task.destroy();
  return runs;
}

t.test('a schedule is by the clock in Germany, whatever zone the machine is in', async (t) => {
  const own = process.env['TZ'];
  t.teardown(() => {
    if (own === undefined) delete process.env['TZ'];
    else process.env['TZ'] = own;
  });
  for (const machine of ['UTC', 'America/New_York', 'Asia/Tokyo']) {
    process.env['TZ'] = machine;
    t.same(new Set(runsOf('50 4 * * *').map((at) => clock.format(at))), new Set(['04:50']), machine);
  }
});

t.test('the shipped time of backups comes once on every day, also when the clocks change', async (t) => {
  const { schedule } = loadConfig({ env: {}, cwd: t.testdir() }).backup;
  const found = runsOf(schedule).map((at) => dayOf(at.getTime()));
  t.equal(found.length, days);
  t.same(
    found,
    found.map((_, later) => plusDays(found[0]!, later)),
  );
});
