import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Kysely } from 'kysely';
import t, { type Test } from 'tap';
import { type AlertDraft, draftAlert } from '../../server/alert/alert.js';
import type { ChannelInput, ChannelSecrets } from '../../server/contract/notification-channels.js';
import type { LetterContent } from '../../server/contract/notification-letters.js';
import type { NotificationPlan } from '../../server/contract/notification-plan.js';
import { gatherNotices } from '../../server/notify/gather.js';
import { Notifier, type NotifierOptions } from '../../server/notify/notifier.js';
import { changeAlert } from '../../server/store/alert-triage.js';
import { listAlerts } from '../../server/store/alerts.js';
import { listChannels, storeChannel } from '../../server/store/notification-channels.js';
import { decideDead, listLetters } from '../../server/store/notification-letters.js';
import { listNotices } from '../../server/store/notification-notices.js';
import { changePlan, readPlan } from '../../server/store/notification-plans.js';
import { recordMatches } from '../../server/store/record-matches.js';
import type { Database } from '../../server/store/tables.js';
import { event, match, rule } from '../store/drafts.js';
import { startMigratedDatabase } from '../store/migrated-database.js';
import { duty, plan, route } from './plans.js';

const minute = 60_000;
const hour = 60 * minute;
/** Monday, ten o'clock. */
const monday = Date.parse('2026-11-23T10:00:00+01:00');

interface Told {
  id: string;
  kind: string;
  total: number;
  notices: LetterContent['notices'];
}

/** A server that takes messages, and one that never answers. */
async function receivers(t: Test) {
  const told: Told[] = [];
  let status = 200;
  const server = createServer((request, reply) => {
    void text(request).then((body) => {
      if (status === 200) told.push(JSON.parse(body) as Told);
      reply.writeHead(status).end();
    });
  }).listen(0, '127.0.0.1');
  const mute = createTcpServer(() => {}).listen(0, '127.0.0.1');
  await Promise.all([once(server, 'listening'), once(mute, 'listening')]);
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
    mute.close();
  });
  const urlOf = (each: { address(): unknown }) => `http://127.0.0.1:${(each.address() as AddressInfo).port}/`;
  return { told, url: urlOf(server), mute: urlOf(mute), answer: (code: number) => (status = code) };
}

t.test('from a change of an alert to a message', async (t) => {
  const { db } = await startMigratedDatabase(t);
  const { told, url, mute, answer } = await receivers(t);
  let now = monday;
  const dead: string[] = [];
  const options: NotifierOptions = {
    db,
    origin: 'https://wacht.stadt.example',
    allowPrivate: ['127.0.0.1'],
    version: 'test',
    host: 'watch',
    timeoutMs: 2000,
    now: () => now,
    openSecrets: (sealed) => JSON.parse(sealed.toString()) as ChannelSecrets,
    isOwnRule: () => false,
    onDead: (_letter, _channel, error) => dead.push(error),
    onError: (error) => {
      throw error;
    },
  };
  let notifier = new Notifier(options);
  const round = async (time = now) => {
    now = time;
    await notifier.round();
    await notifier.settled();
    return told.splice(0);
  };
  let position = 0;
  const raise = async (drafts: AlertDraft[]) => {
    position++;
    const placed = drafts.map((each) => ({ ...each, position }));
    return db.transaction().execute((trx) => recordMatches(trx, placed, position, now, hour));
  };
  const found = (host: string, more: object = {}) => {
    const what = event(randomUUID(), now, { 'host.name': host, 'user.name': 'eva', ...more });
    return draftAlert(match([what], { rule: { ...rule, entity: ['host.name'] } }), 0);
  };
  const store = (name: string, to: string, more: Partial<ChannelInput> = {}) =>
    storeWebhook(db, { name, url: to, now, ...more });
  const setPlan = async (next: NotificationPlan) => {
    const { version } = await readPlan(db, 'default');
    await db.transaction().execute((trx) => changePlan(trx, 'default', next, version, { by: 'admin', now }));
  };

  await raise([found('before')]);
  t.same(await round(), [], 'without a plan nobody is told');
  const chat = await store('Chat', url, { detail: 'title' });
  await t.rejects(setPlan(plan([route({ channels: [randomUUID()] })])), { code: 'VALIDATION' });
  now += minute;
  await setPlan(plan([route({ channels: [chat] })]));
  await raise([found('before')]);
  t.same(await round(), [], 'what is older than the plan is no news');

  await t.test('told once, with no more than the channel may tell', async (t) => {
    await raise([found('web01')]);
    const [message, ...more] = await round();
    t.match(message, {
      kind: 'single',
      total: 1,
      notices: [{ kind: 'new', title: 'SSH brute force', entity: '' }],
    });
    t.same(more, []);
    t.same(await round(), []);
    const [channel] = await listChannels(db, 'default');
    t.match(channel, { last_ok_at: new Date(now).toISOString(), last_error: null, queued: 0, dead: 0 });
  });

  await t.test('one update in half an hour; closed and opened again', async (t) => {
    for (let n = 1; n <= 5; n++) {
      now += minute;
      await raise([found('web01')]);
      t.same(await round(), []);
    }
    t.match(await round(now + 25 * minute), [{ notices: [{ kind: 'growing', count: 6 }] }]);
    t.same(await round(), []);
    const { items } = await listAlerts(db, { limit: 5, entity: 'web01' });
    const alert = items[0]!.id;
    const change = (state: 'closed' | 'new') =>
      db
        .transaction()
        .execute((trx) =>
          changeAlert(
            trx,
            alert,
            { state, ...(state === 'closed' && { reason: 'benign' as const }) },
            'eva',
            now,
          ),
        );
    await change('closed');
    t.same(await round(), []);
    await change('new');
    t.match(await round(), [{ notices: [{ kind: 'reopened' }] }]);
    t.match(
      await round(now + 4 * hour),
      [{ notices: [{ kind: 'unacknowledged' }] }],
      'nobody has looked at it',
    );
  });

  await t.test('a drill is told to nobody', async (t) => {
    const drill = randomUUID();
    await raise([found('web02', { 'observer.id': '~drill', 'log.source': `drill/${drill}` })]);
    t.same(await round(), []);
  });

  await t.test('killed between sending and noting it: it comes again under the same id', async (t) => {
    await raise([found('web03')]);
    const broken = { ...options, now: () => now, onError: () => {} };
    const killed = new Notifier({ ...broken, db: failing(db, 'notification_letter') });
    await killed.round();
    await killed.settled();
    const first = told.splice(0);
    t.equal(first.length, 1, 'it was sent');
    t.equal((await listLetters(db, 'default', { limit: 5, state: 'queued' })).items.length, 1);
    const again = await round();
    t.same(
      again.map(({ id }) => id),
      first.map(({ id }) => id),
    );
    t.same(await round(), []);
  });

  await t.test('killed while notices are stored: none is lost and none comes twice', async (t) => {
    await raise([found('web04')]);
    const torn = failing(db, 'notification_cursor');
    await t.rejects(gatherNotices({ db: torn, isOwnRule: () => false }, now), /killed/);
    t.equal((await round()).length, 1);
  });

  await t.test('by night: grave ones to who is on call, the rest in the digest', async (t) => {
    const eva = duty('Eva', {
      channel: chat,
      recipients: [],
      starts: '2026-11-23T16:30',
      ends: '2026-11-24T07:30',
    });
    await setPlan(plan([route({ channels: [chat] })], [eva]));
    now = Date.parse('2026-11-24T02:00:00+01:00');
    const low = found('web05');
    await raise([found('db01'), { ...low, rule: { ...low.rule, level: 'low' } }]);
    t.match(await round(), [{ kind: 'single', notices: [{ level: 'high' }] }]);
    t.match(await listNotices(db, 'default', { limit: 5, waiting: true }), { items: [{ state: 'digest' }] });
    t.match(await round(Date.parse('2026-11-24T07:30:00+01:00')), [
      { kind: 'digest', total: 1, notices: [{ level: 'low' }] },
    ]);
    const patient = { low: null, medium: null, high: null, critical: null };
    await setPlan({ ...plan([route({ channels: [chat] })]), acknowledge_minutes: patient });
  });

  await t.test('a storm of 5,000 alerts: a few messages, and the count is exact', async (t) => {
    now = Date.parse('2026-11-25T09:00:00+01:00');
    await raise(Array.from({ length: 5000 }, (_, n) => found(`host${n}`)));
    const first = await round();
    t.equal(first.length, 10, 'the burst of the channel');
    t.equal(first.filter(({ kind }) => kind === 'single').length, 9);
    const summary = first.find(({ kind }) => kind === 'summary');
    t.equal(summary?.total, 4991, 'nobody has to guess');
    t.equal(summary?.notices.length, 25);
    await raise(Array.from({ length: 300 }, (_, n) => found(`late${n}`)));
    t.same(await round(), [], 'the bucket is empty: they wait');
    t.match(await listChannels(db, 'default'), [{ held: 300 }]);
    t.match(await round(now + 2 * minute), [{ kind: 'summary', total: 300 }]);
    t.match(await listChannels(db, 'default'), [{ held: 0 }]);
    const listed = await listNotices(db, 'default', { limit: 1000 });
    const letter = listed.items[0]!.letter!;
    const all = await listNotices(db, 'default', { limit: 1000, letter });
    t.equal(all.items.length, 300, 'and each of them is listed');
  });

  await t.test('a server that is away; a letter that dies; a person decides', async (t) => {
    now = Date.parse('2026-11-26T09:00:00+01:00');
    answer(503);
    await raise([found('web10')]);
    await round();
    t.match(await listChannels(db, 'default'), [{ queued: 1, last_error: /503/ }]);
    answer(200);
    t.same(await round(), [], 'not before its time');
    t.equal((await round(now + minute)).length, 1);
    answer(404);
    await raise([found('web11')]);
    await round();
    t.same(dead.length, 1);
    const { items } = await listLetters(db, 'default', { limit: 5, state: 'dead' });
    t.match(items, [{ state: 'dead', last_error: /404/, attempts: 1 }]);
    answer(200);
    const decide = (state: 'queued' | 'discarded') =>
      db.transaction().execute((trx) => decideDead(trx, 'default', items[0]!.id, state, now));
    await decide('queued');
    t.match(await round(), [{ id: items[0]!.id }]);
    await t.rejects(decide('discarded'), { code: 'CONFLICT' });
  });

  await t.test('a channel that hangs keeps no other one waiting, and no round', async (t) => {
    now = Date.parse('2026-11-26T11:00:00+01:00');
    const hanging = await store('Mute', mute);
    await setPlan(plan([route({ channels: [hanging, chat] })]));
    await raise([found('web12')]);
    notifier = new Notifier(options);
    await notifier.round();
    while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const [waiting] = (await listLetters(db, 'default', { limit: 5, state: 'queued' })).items;
    t.equal(waiting?.channel_name, 'Mute', 'the other channel has sent while this one hangs');
    await notifier.round();
    await notifier.settled();
    t.match(
      (await listChannels(db, 'default')).find(({ name }) => name === 'Mute'),
      {
        queued: 1,
        last_error: 'the other side did not answer in time',
      },
    );
    told.length = 0;
  });

  await t.test('reminders of the ISMS; target objects by their need', async (t) => {
    await setPlan(
      plan([
        route({ channels: [chat], when: { kinds: ['measure_due'] } }),
        route({ channels: [chat], when: { min_protection: 'very_high' } }),
      ]),
    );
    const domain = await db
      .selectFrom('isms_domain')
      .select('id')
      .where('tenant_id', '=', 'default')
      .executeTakeFirstOrThrow();
    const object = { tenant_id: 'default', domain_id: domain.id };
    await db
      .insertInto('plan_history')
      .values({
        ...object,
        subject: 'measure',
        subject_id: randomUUID(),
        action: 'remind',
        at: new Date(now),
        by: 'grundwacht',
        old: null,
        new: JSON.stringify({ deadline: '2026-12-01', due: 'soon', title: 'Backup' }),
      } as never)
      .execute();
    t.match(await round(), [{ notices: [{ kind: 'measure_due', level: 'low', alert: null }] }]);
    await raise([found('unknown-host')]);
    t.same(await round(), [], 'no target object of that name');
  });
});

async function storeWebhook(
  db: Kysely<Database>,
  { name, url, now, ...more }: { name: string; url: string; now: number } & Partial<ChannelInput>,
): Promise<string> {
  const id = randomUUID();
  const channel = {
    id,
    name,
    enabled: true,
    detail: 'entity' as const,
    language: 'en' as const,
    burst: 10,
    per_hour: 30,
    settings: { kind: 'webhook' as const, format: 'generic' as const, room: '', ca: '' },
    secrets: Buffer.from(JSON.stringify({ url })),
    secretNames: ['url'],
    place: new URL(url).origin,
    ...more,
  };
  const change = { by: 'admin', now };
  await db
    .transaction()
    .execute((trx) =>
      storeChannel(trx, 'default', { ...channel, secrets: channel.secrets as Buffer }, undefined, change),
    );
  return id;
}

/** A database that fails as if the program were killed when it changes a row of the table. */
function failing(db: Kysely<Database>, table: string): Kysely<Database> {
  return db.withPlugin({
    transformQuery: ({ node }) => {
      if (node.kind === 'UpdateQueryNode' && JSON.stringify(node.table).includes(`"${table}"`)) {
        throw new Error('killed');
      }
      return node;
    },
    transformResult: async ({ result }) => result,
  });
}
