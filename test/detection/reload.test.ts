import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { GrundwachtError } from '../../server/contract/errors.js';
import { countOf, ruleFor, Station } from './station.js';

t.test('a reload under load: no event lost or doubled, the correlations go on', async (t) => {
  for (const threads of [1, 2]) {
    const station = await Station.open(
      t,
      { 'a.yml': ruleFor('one', 'alpha'), 'b.yml': countOf('many', 'beta', 100) },
      { threads },
    );
    let sent = 0;
    let last = 0;
    let sending = true;
    const sender = (async () => {
      while (sending) {
        last = (await station.put('alpha', sent < 100 ? 'beta' : 'quiet')).next;
        sent++;
      }
    })();
    await station.until(() => station.found.length > 10);
    station.rules['c.yml'] = ruleFor('two', 'alpha');
    const report = await station.detection.reload();
    t.match(report, { rules: 4, problems: 0, restored: 1, dropped: [] });
    const then = sent;
    await station.until(() => sent > Math.max(100, then));
    sending = false;
    await sender;
    await station.until(() => station.found.at(-1)!.next === last);

    t.equal(station.found.length, sent);
    const fired = station.fired();
    t.equal(fired.filter((id) => id === 'one').length, sent);
    t.equal(fired.filter((id) => id === 'many').length, 1, 'the window was open while rules changed');
    const first = station.found.findIndex(({ drafts }) => drafts.some(({ rule }) => rule.id === 'two'));
    t.ok(first > 0 && first <= then, 'the new rule began between two records');
    for (const { drafts } of station.found.slice(first)) t.ok(drafts.some(({ rule }) => rule.id === 'two'));
    await station.stop();
    await station.start();
    t.ok(station.detection.position > 0);
  }
});

t.test('a new rule set with problems never takes down the good rules', async (t) => {
  const station = await Station.open(t, { 'a.yml': ruleFor('one', 'alpha') });
  station.rules['bad.yml'] = 'title: [';
  const report = await station.detection.reload();
  t.equal(report.rules, 1);
  t.ok(report.problems > 0);
  t.match(station.detection.problems, [{ path: 'bad.yml', severity: 'error' }]);
  await station.examine('alpha');
  t.same(station.fired(), ['one']);
  t.equal(station.detection.rules[0]!.source, station.rules['a.yml'], 'users see the YAML');
});

t.test('a set that cannot be read keeps the old one', async (t) => {
  let readable = true;
  const rules = { 'a.yml': ruleFor('one', 'alpha') };
  const station = await Station.open(t, rules, {
    readRules: async () => {
      if (!readable) throw new GrundwachtError('FILE_UNREADABLE', 'no such archive');
      return { sources: [{ path: 'a.yml', text: rules['a.yml'] }], pipelines: [] };
    },
  });
  readable = false;
  await t.rejects(station.detection.reload(), { code: 'FILE_UNREADABLE' });
  await station.examine('alpha');
  t.equal(station.found.length, 1);
  t.match(station.detection.status, { state: 'working', replaced: 0 });
});

t.test('what a changed correlation had counted is dropped, and said', async (t) => {
  const station = await Station.open(t, { 'b.yml': countOf('many', 'beta', 3) });
  await station.examine('beta', 'beta');
  station.rules['b.yml'] = countOf('many', 'beta', 2);
  t.match(await station.detection.reload(), { restored: 0, dropped: ['many'] });
  await station.examine('beta');
  t.same(station.fired(), []);
  await station.examine('beta');
  t.same(station.fired(), ['many']);
});

t.test('an end waits for a reload, whose threads would outlive it', async (t) => {
  const rules = { 'a.yml': ruleFor('one', 'alpha') };
  let read = (): void => undefined;
  let reads = Promise.resolve();
  const station = await Station.open(t, rules, {
    readRules: async () => {
      await reads;
      return { sources: [{ path: 'a.yml', text: rules['a.yml'] }], pipelines: [] };
    },
  });
  reads = new Promise((resolve) => {
    read = resolve;
  });
  const order: string[] = [];
  const reload = station.detection.reload().then(() => order.push('reload'));
  const stop = station.stop().then(() => order.push('end'));
  // As long as it likes: what is wrong would have ended by then.
  await sleep(200);
  read();
  await Promise.all([reload, stop]);
  t.same(order, ['reload', 'end']);
  await t.rejects(station.detection.reload(), { code: 'NOT_READY' });
});
