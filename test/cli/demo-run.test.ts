import t from 'tap';
import { attacks } from '../../server/cli/demo/attacks/index.js';
import { type DemoOptions, type DemoProgress, runDemo } from '../../server/cli/demo/run.js';
import type { Envelope } from '../../server/contract/envelope.js';

const start = Date.parse('2026-11-20T14:00:00.000Z');

/** A demo on a clock that only sleeping moves. */
function rehearsal(more: Partial<DemoOptions> = {}) {
  const sent: Envelope[][] = [];
  const progress: DemoProgress[] = [];
  const stop = new AbortController();
  let clock = start;
  const options: DemoOptions = {
    send: async (records) => {
      sent.push(records);
      return records.length;
    },
    rate: 10,
    duration: 120_000,
    backfillHours: 2,
    backfillRecords: 500,
    seed: 1,
    signal: stop.signal,
    now: () => clock,
    sleep: async (ms) => {
      clock += ms;
    },
    onProgress: (each) => progress.push(each),
    ...more,
  };
  return { options, sent, progress, stop, clock: () => clock };
}

t.test('first the past, then live at the rate, then it ends by itself', async (t) => {
  let told = 0;
  const onBackfilled = async (records: number) => {
    told = records;
  };
  const { options, sent, progress, clock } = rehearsal({ onBackfilled });
  const summary = await runDemo(options);
  const all = sent.flat();
  t.equal(told, summary.backfilled);
  const past = all.filter(({ received }) => received < start);
  t.equal(past.length, summary.backfilled);
  t.equal(all.length, summary.backfilled + summary.live);
  t.equal(clock(), start + 120_000);
  t.ok(
    all.every(({ received }) => received < clock()),
    'nothing comes from the future',
  );
  t.ok(summary.live > 1100 && summary.live < 2200, `${summary.live} live`);
  t.ok(summary.attacks.length > attacks.length, 'an attack begins while one looks on');
  t.same(
    progress.flatMap(({ attack }) => attack ?? []),
    summary.attacks.slice(attacks.length),
  );
});

t.test('an attack runs on in its own time', async (t) => {
  const { options, sent } = rehearsal({ duration: 300_000 });
  await runDemo(options);
  const spray = sent.map((records) =>
    records.filter(({ raw }) => Buffer.from(raw).includes('Failed password for root')),
  );
  t.ok(spray.filter((records) => records.length > 0).length > 3, 'spread over several batches');
});

t.test('the signal ends it, also in the middle of the past', async (t) => {
  const early = rehearsal({ backfillRecords: 10_000 });
  early.options.send = async (records) => {
    early.stop.abort();
    return records.length;
  };
  const summary = await runDemo(early.options);
  t.equal(summary.backfilled, 2000, 'one batch');
  t.equal(summary.live, 0);

  const endless = rehearsal({ duration: undefined });
  let naps = 0;
  endless.options.sleep = async () => {
    naps += 1;
    if (naps === 5) endless.stop.abort();
  };
  await runDemo(endless.options);
  t.equal(naps, 5);
});

t.test('what is not acknowledged is not counted, what fails is told', async (t) => {
  const silent = await runDemo(rehearsal({ send: async () => 0 }).options);
  t.match(silent, { backfilled: 0, live: 0 });
  const failing = rehearsal({ send: () => Promise.reject(new Error('refused')) });
  await t.rejects(runDemo(failing.options), { message: 'refused' });
});
