import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { NotificationService } from '../../server/api/deps.js';
import type { Channel, ChannelSecrets } from '../../server/contract/notification-channels.js';
import { newSecretKey, openSecret, sealSecret } from '../../server/identity/secret-box.js';
import { queueLetter, settleLetter } from '../../server/store/notification-letters.js';
import { insertNotices } from '../../server/store/notification-notices.js';
import { facts, plan, route } from '../notify/plans.js';
import { startTestServer } from './test-server.js';

t.test('channels, plan and messages over the API', async (t) => {
  const key = newSecretKey();
  const changed: string[] = [];
  const service: NotificationService = {
    seal: (secrets, id) => sealSecret(key, JSON.stringify(secrets), id),
    open: (sealed, id) => JSON.parse(openSecret(key, sealed, id).toString()) as ChannelSecrets,
    test: async ({ name }) => ({ ok: true, detail: name }),
    changed: (id) => changed.push(id),
  };
  const { app, db, logIn } = await startTestServer(t, { notifications: service });
  const cookie = await logIn('eva', 'admin');
  const call = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: object) => {
    const reply = await app.inject({
      method,
      url: `/api/v1/notifications/${url}`,
      headers: { cookie },
      ...(body && { payload: body }),
    });
    return {
      status: reply.statusCode,
      body: reply.body === '' ? undefined : JSON.parse(reply.body),
      text: reply.body,
    };
  };
  const email = {
    kind: 'email',
    host: 'mail.stadt.example',
    port: 587,
    security: 'starttls',
    ca: '',
    user: 'grundwacht',
    from: 'wacht@stadt.example',
    recipients: ['it@stadt.example'],
  };
  const input = {
    name: 'IT',
    enabled: true,
    detail: 'entity',
    language: 'de',
    burst: 10,
    per_hour: 30,
    settings: email,
    secrets: { password: 'Postgeheimnis 7' },
  };
  const stored = async () =>
    await db.selectFrom('notification_channel').selectAll().executeTakeFirstOrThrow();

  const made = await call('POST', 'channels', input);
  t.equal(made.status, 200);
  const channel = made.body as Channel;
  t.match(channel, {
    secrets_set: ['password'],
    place: 'it@stadt.example (mail.stadt.example:587)',
    version: 1,
  });
  t.notMatch(made.text, 'Postgeheimnis', 'never shown again');
  t.notMatch((await stored()).secrets?.toString('latin1'), 'Postgeheimnis', 'nor kept in the clear');
  t.same(service.open((await stored()).secrets!, channel.id), { password: 'Postgeheimnis 7' });

  await t.test('a change keeps the secret, but hands it to no other server', async (t) => {
    const { secrets: _, ...rest } = { ...input, version: 1 };
    const moved = await call('PUT', `channels/${channel.id}`, {
      ...rest,
      settings: { ...email, host: 'evil.example' },
    });
    t.match(moved, { status: 400, body: { error: { detail: /^\/secrets\/password/ } } });
    const clear = await call('PUT', `channels/${channel.id}`, {
      ...rest,
      settings: { ...email, security: 'none' },
    });
    t.match(clear.body, { error: { detail: /^\/settings\/security/ } });
    t.match((await call('PUT', `channels/${channel.id}`, { ...rest, name: 'IT desk' })).body, {
      version: 2,
      secrets_set: ['password'],
    });
    t.equal((await call('PUT', `channels/${channel.id}`, rest)).status, 409, 'somebody else was faster');
    t.ok(changed.includes(channel.id));
    t.match((await call('POST', 'channels', { ...input, name: 'IT desk' })).body, {
      error: { code: 'ALREADY_EXISTS' },
    });
  });

  await t.test('what a channel cannot work with is told with its place', async (t) => {
    const hook = { kind: 'webhook', format: 'matrix', room: '!a:b', ca: '' };
    const refused = async (settings: object, secrets: object) =>
      (await call('POST', 'channels', { ...input, name: 'x', settings, secrets })).body.error
        .detail as string;
    t.match(await refused(hook, {}), /^\/secrets\/url/);
    t.match(await refused(hook, { url: 'https://a:b@matrix.example' }), /^\/secrets\/url/);
    t.match(await refused(hook, { url: 'https://matrix.example' }), /^\/secrets\/token/);
    t.match(
      await refused({ ...hook, room: '' }, { url: 'https://matrix.example', token: 't' }),
      /^\/settings\/room/,
    );
    t.match(await refused({ ...email, ca: 'no certificate' }, {}), /^\/settings\/ca/);
    t.match(await refused({ ...email, recipients: ['a\r\nBcc: x@y'] }, {}), /recipients/);
  });

  t.same((await call('POST', `channels/${channel.id}/test`)).body, { ok: true, detail: 'IT desk' });

  await t.test('the plan, its preview, and what leads to a channel', async (t) => {
    t.match((await call('GET', 'plan')).body, { version: 0, plan: { routes: [] } });
    const mine = plan([route({ channels: [channel.id] })]);
    const draft = await call('POST', 'preview', {
      plan: mine,
      facts: facts(),
      at: ['2026-11-23T09:00:00Z', '2026-11-24T01:00:00Z'],
    });
    t.match(draft.body.moments, [
      { decisions: [{ reason: 'working_now' }] },
      { decisions: [{ reason: 'off_nobody' }] },
    ]);
    const stored = await call('PUT', 'plan', { plan: mine, version: 0 });
    t.match(stored.body, { version: 1, updated_by: 'eva' });
    t.equal((await call('PUT', 'plan', { plan: mine, version: 0 })).status, 409);
    const wrong = { ...mine, calendar: { ...mine.calendar, zone: 'Europe/Musterstadt' } };
    t.match((await call('PUT', 'plan', { plan: wrong, version: 1 })).body, {
      error: { detail: /^\/plan\/calendar\/zone/ },
    });
    t.match((await call('DELETE', `channels/${channel.id}`)).body, { error: { code: 'STILL_IN_USE' } });
    const holidays = await call('GET', 'holidays?land=BY&year=2026&local=augsburg');
    t.ok(holidays.body.items.some(({ date }: { date: string }) => date === '2026-08-08'));
  });

  await t.test('messages that were given up; tenants apart', async (t) => {
    const at = new Date().toISOString();
    const notice = {
      kind: 'new' as const,
      at,
      alert: randomUUID(),
      level: 'high' as const,
      rule: 'r',
      title: 'T',
      title_de: null,
      tags: [],
      entity_type: 'host.name',
      entity: 'web01',
      count: 1,
      first_seen: at,
      last_seen: at,
      drill: false,
      route: 'all',
    };
    const content = { notices: [notice], total: 1, levels: { high: 1 }, from: at, to: at };
    const letter = {
      tenant: 'default',
      channel: channel.id,
      kind: 'single' as const,
      recipients: [],
      content,
    };
    const id = await queueLetter(db, letter, Date.now());
    await settleLetter(db, id, { state: 'dead', error: '550 5.1.1' }, Date.now());
    const waiting = {
      tenant: 'default',
      channel: channel.id,
      recipients: [],
      notice,
      digest: true,
      due: Date.now(),
    };
    await db.transaction().execute((trx) => insertNotices(trx, [waiting]));
    t.match((await call('GET', 'letters?state=dead')).body, { items: [{ id, last_error: '550 5.1.1' }] });
    t.match((await call('GET', 'notices?waiting=true')).body, {
      items: [{ state: 'digest', notice: { entity: 'web01' } }],
    });
    t.match((await call('GET', 'channels')).body, { items: [{ dead: 1, digest: 1 }] });
    t.match((await call('POST', `letters/${id}/discard`)).body, { state: 'discarded' });
    t.equal((await call('POST', `letters/${id}/resend`)).status, 409);
    for (const path of ['letters', 'channels', 'plan']) {
      t.not((await call('GET', `${path}?tenant=other`)).body?.items?.length > 0, true, path);
    }
  });
});
