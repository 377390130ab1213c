import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import type {
  EmailSettings,
  SyslogSettings,
  WebhookSettings,
} from '../../server/contract/notification-channels.js';
import type { Notice } from '../../server/contract/notification-letters.js';
import { normalise } from '../../server/normalise/normalise.js';
import { contentOf } from '../../server/notify/bundle.js';
import { composeMessage } from '../../server/notify/message/message.js';
import { type Delivery, DeliveryError, type Sending } from '../../server/notify/send/delivery.js';
import { sendEmail } from '../../server/notify/send/email.js';
import { sendSyslog } from '../../server/notify/send/syslog.js';
import { sendWebhook } from '../../server/notify/send/webhook.js';
import { folder, receiving } from '../collectors/listen/fixtures.js';
import { Authority } from '../collectors/syslog/certificates.js';
import { missing } from '../collectors/syslog/programs.js';
import { MailServer, parseMail } from './mail-server.js';

const id = '018f0000-0000-7000-8000-000000000001';
const alertId = '018f0000-0000-7000-8000-0000000000aa';
const sending: Sending = {
  allowPrivate: ['127.0.0.1', 'localhost'],
  version: '0.0.0-test',
  host: 'watch.stadt.example',
  timeoutMs: 5000,
  now: () => Date.parse('2026-11-22T12:00:00Z'),
};

const notice: Notice = {
  kind: 'new',
  at: '2026-11-22T11:59:00.000Z',
  alert: alertId,
  level: 'high',
  rule: '8f5f2f9c-5f0e-4b1f-9c56-000000000001',
  title: 'SSH brute force',
  title_de: 'Durchprobieren von SSH-Passwörtern',
  tags: ['attack.t1110'],
  entity_type: 'user.name',
  // What an attacker puts into a user name.
  entity: '@channel [x](http://evil.example) <img src=x>\r\nBcc: all@stadt.example | a=b ] \u202e`',
  count: 12,
  first_seen: '2026-11-22T11:58:00.000Z',
  last_seen: '2026-11-22T11:59:00.000Z',
  drill: false,
  route: 'all',
};

function delivery(more: Partial<Delivery> = {}): Delivery {
  const content = contentOf(notice);
  const wording = {
    language: 'de' as const,
    zone: 'Europe/Berlin',
    origin: 'https://wacht.stadt.example',
    detail: 'entity' as const,
    fields: [],
  };
  return {
    id,
    kind: 'single',
    tenant: { id: 'musterstadt', title: 'Musterstadt' },
    recipients: [],
    content,
    message: composeMessage('single', content, wording),
    secrets: {},
    ...more,
  };
}

const email = (port: number, more: Partial<EmailSettings> = {}): EmailSettings => ({
  kind: 'email',
  host: 'localhost',
  port,
  security: 'starttls',
  ca: '',
  user: 'grundwacht',
  from: 'wacht@stadt.example',
  recipients: ['it@stadt.example', 'isb@stadt.example'],
  ...more,
});
const secrets = { password: 'Postgeheimnis 7' };
const fails = (t: Test, work: Promise<unknown>, permanent: boolean, message: RegExp) =>
  t.rejects(work, { name: 'DeliveryError', permanent, message }, String(message));

t.test(
  'e-mail over STARTTLS and TLS, with a user, to a server of an own authority',
  { skip: missing('openssl') },
  async (t) => {
    const dir = await folder(t);
    const authority = await Authority.create(dir);
    const pair = await authority.sign('mail', 'DNS:localhost');
    const ca = await readFile(authority.certificate, 'utf8');
    const server = await MailServer.start(t, pair);
    const taken = await sendEmail(email(server.port, { ca }), delivery({ secrets }), sending);
    t.match(taken, { detail: /^250/, refused: [] });
    const mail = server.received[0]!;
    t.match(mail, { to: ['it@stadt.example', 'isb@stadt.example'], user: 'grundwacht', secure: true });
    const { headers, body } = parseMail(mail.raw);
    t.equal(headers.get('message-id'), `<${id}@stadt.example>`);
    t.equal(
      headers.get('in-reply-to'),
      `<alert.${alertId}@stadt.example>`,
      'messages of one alert stand together',
    );
    t.match(headers.get('list-id'), /<alerts\.musterstadt\.grundwacht\.stadt\.example>$/);
    t.equal(headers.get('auto-submitted'), 'auto-generated');
    t.notOk(headers.has('bcc'), 'nothing of a record becomes a header');
    t.match(body, 'text/plain');
    t.match(body, 'text/html');
    const html = body.slice(body.indexOf('text/html'));
    t.notMatch(html, /<(img|link|script|style|iframe)|url\(/i, 'nothing that would be fetched');
    t.match(html, '&lt;img');
    t.match(body, 'https://wacht.stadt.example/#/alerts/');

    const tls = await MailServer.start(t, pair, { secure: true });
    await sendEmail(
      email(tls.port, { ca, security: 'tls' }),
      delivery({ secrets, recipients: ['eva@stadt.example'] }),
      sending,
    );
    t.same(tls.received[0]?.to, ['eva@stadt.example'], 'who is on call instead of the channel');

    await fails(
      t,
      sendEmail(email(server.port), delivery({ secrets }), sending),
      false,
      /self-signed|verify|issuer/i,
    );
    const wrongName = email(server.port, { ca, host: '127.0.0.1' });
    await fails(t, sendEmail(wrongName, delivery({ secrets }), sending), false, /altnames|cert's/i);
    const wrong = delivery({ secrets: { password: 'guessed' } });
    await fails(t, sendEmail(email(server.port, { ca }), wrong, sending), false, /5\.7\.8/);
    const partly = email(server.port, { ca, recipients: ['it@stadt.example', 'nobody@stadt.example'] });
    t.same((await sendEmail(partly, delivery({ secrets }), sending)).refused, ['nobody@stadt.example']);
    const none = email(server.port, { ca, recipients: ['nobody@stadt.example'] });
    await fails(t, sendEmail(none, delivery({ secrets }), sending), true, /no such user/);
    server.refusals.push({ code: 451, message: '4.3.0 try again later' });
    await fails(t, sendEmail(email(server.port, { ca }), delivery({ secrets }), sending), false, /4\.3\.0/);
    await sendEmail(email(server.port, { ca }), delivery({ secrets }), sending);
    await fails(
      t,
      sendEmail(email(server.port), delivery({ secrets }), { ...sending, allowPrivate: [] }),
      true,
      /outgoing\.allowed/,
    );
  },
);

t.test('e-mail without TLS, and servers that do not answer', async (t) => {
  const server = await MailServer.start(t);
  const open = email(server.port, { security: 'none', user: '' });
  await sendEmail(open, delivery(), sending);
  t.notOk(server.received[0]?.secure);
  await fails(
    t,
    sendEmail(email(server.port), delivery({ secrets }), sending),
    false,
    /STARTTLS|not supported|unrecognized|disabled|code/i,
  );
  const clear = email(server.port, { security: 'none' });
  await fails(t, sendEmail(clear, delivery({ secrets }), sending), true, /in the clear/);
  const mute = createTcpServer(() => {}).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  t.teardown(() => void mute.close());
  const { port } = mute.address() as AddressInfo;
  const hasty = { ...sending, timeoutMs: 300 };
  await fails(t, sendEmail(email(port), delivery(), hasty), false, /greeting|time/i);
  const { port: closed } = (await new Promise<AddressInfo>((resolve) => {
    const gone = createTcpServer().listen(0, '127.0.0.1', () => {
      const address = gone.address() as AddressInfo;
      gone.close(() => resolve(address));
    });
  })) as AddressInfo;
  await fails(t, sendEmail(email(closed), delivery(), sending), false, /ECONNREFUSED/);
});

t.test('webhooks', async (t) => {
  const calls: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[] = [];
  let status = 200;
  const server = createServer((request, reply) => {
    void text(request).then((body) => {
      const { method = '', url = '', headers } = request;
      calls.push({ method, url, headers, body });
      reply.writeHead(status, { location: 'http://127.0.0.1:1/' }).end('ok');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const settings = (format: WebhookSettings['format']): WebhookSettings => ({
    kind: 'webhook',
    format,
    room: format === 'matrix' ? '!it:stadt.example' : '',
    ca: '',
  });
  const send = (format: WebhookSettings['format'], more = {}) =>
    sendWebhook(settings(format), delivery({ secrets: { url, ...more } }), sending);

  t.same(await send('generic', { key: 'a key of at least 16' }), { detail: '200 ok', refused: [] });
  const generic = calls.at(-1)!;
  const timestamp = String(sending.now() / 1000);
  t.equal(generic.headers['x-grundwacht-timestamp'], timestamp);
  t.equal(generic.headers['x-grundwacht-delivery'], id);
  const signature = createHmac('sha256', 'a key of at least 16')
    .update(`${timestamp}.${generic.body}`)
    .digest('hex');
  t.equal(generic.headers['x-grundwacht-signature'], `v1=${signature}`);
  t.match(JSON.parse(generic.body), { version: 1, id, total: 1, notices: [{ alert: alertId, count: 12 }] });

  await send('mattermost');
  const { text: markdown } = JSON.parse(calls.at(-1)!.body) as { text: string };
  t.match(markdown, '#### Hoch\\: Durchprobieren von SSH');
  const outside = markdown.replace(/`[^`\n]*`/g, '');
  t.notMatch(outside, /@channel/, 'nobody is called by a record');
  t.notMatch(outside, 'http://evil', 'no link of an attacker');

  await send('teams');
  const card = JSON.parse(calls.at(-1)!.body) as { attachments: { content: { body: unknown[] } }[] };
  t.match(card.attachments[0], { contentType: 'application/vnd.microsoft.card.adaptive' });
  t.match(card.attachments[0]?.content.body[0], { type: 'TextBlock', text: /Durchprobieren/ });

  await send('matrix', { token: 'syt_secret' });
  const matrix = calls.at(-1)!;
  t.equal(matrix.method, 'PUT');
  t.equal(matrix.url, `/hook/_matrix/client/v3/rooms/!it%3Astadt.example/send/m.room.message/${id}`);
  t.equal(matrix.headers.authorization, 'Bearer syt_secret');
  const event = JSON.parse(matrix.body) as { formatted_body: string };
  t.match(event, { msgtype: 'm.text', 'm.mentions': {} });
  t.match(event.formatted_body, /^<div.*&lt;img src=x&gt;.*<\/div>$/s);

  status = 503;
  await fails(t, send('generic'), false, /503 ok/);
  status = 429;
  await fails(t, send('generic'), false, /429/);
  status = 404;
  await fails(t, send('generic'), true, /404/);
  status = 302;
  await fails(t, send('generic'), true, /redirects/);
  const inside = delivery({ secrets: { url: 'http://169.254.169.254/latest' } });
  await fails(t, sendWebhook(settings('generic'), inside, sending), true, /metadata/);
});

t.test(
  'syslog into our own receiver: UDP, TCP, TLS; RFC 5424 and CEF',
  { skip: missing('openssl') },
  async (t) => {
    const dir = await folder(t);
    const authority = await Authority.create(dir);
    const pair = await authority.sign('log', 'DNS:localhost');
    const tls = { ...pair, clientCertificates: 'none' as const, clientNames: [], clientFingerprints: [] };
    const settings = (port: number, more: Partial<SyslogSettings>): SyslogSettings => ({
      kind: 'syslog',
      host: 'localhost',
      port,
      transport: 'tcp',
      format: 'rfc5424',
      facility: 13,
      ca: '',
      ...more,
    });
    const tcp = await receiving(t, { transport: 'tcp' });
    await sendSyslog(settings(tcp.receiver.port, {}), delivery(), sending);
    await tcp.sink.arrived(1);
    const event = normalise(tcp.sink.envelopes[0]!, { tenant: 'default', collector: 'c', id: 'e' });
    t.match(event, { 'event.severity': 3, 'host.name': 'watch.stadt.example', 'process.name': 'grundwacht' });
    t.match(
      tcp.sink.texts[0],
      /^<107>1 2026-11-22T12:00:00\.000Z watch\.stadt\.example grundwacht - new \[grundwacht@32473 message="/,
    );
    t.match(tcp.sink.texts[0], /count="12"/);
    t.notMatch(tcp.sink.texts[0], /[\r\n\u202e]/, 'one line, whatever the record said');

    await sendSyslog(settings(tcp.receiver.port, { format: 'cef' }), delivery(), sending);
    await tcp.sink.arrived(2);
    t.match(
      tcp.sink.texts[1],
      'CEF:0|Grundwacht|Grundwacht|0.0.0-test|8f5f2f9c-5f0e-4b1f-9c56-000000000001|SSH brute force|8|',
    );
    t.match(tcp.sink.texts[1], `externalId=${alertId} cat=new cnt=12`);
    t.match(tcp.sink.texts[1], 'a\\=b', 'a value begins no field');
    const cef = normalise(tcp.sink.envelopes[1]!, { tenant: 'default', collector: 'c', id: 'e' });
    t.equal(cef.fields['cnt'] ?? cef.fields['cef.cnt'], '12');

    const secure = await receiving(t, { transport: 'tls', tls });
    const ca = await readFile(authority.certificate, 'utf8');
    await sendSyslog(settings(secure.receiver.port, { transport: 'tls', ca }), delivery(), sending);
    await secure.sink.arrived(1);
    await fails(
      t,
      sendSyslog(settings(secure.receiver.port, { transport: 'tls' }), delivery(), sending),
      false,
      /self-signed|verify|issuer/i,
    );

    const udp = await receiving(t, { transport: 'udp' });
    await sendSyslog(
      settings(udp.receiver.port, { transport: 'udp', host: '127.0.0.1' }),
      delivery(),
      sending,
    );
    await udp.sink.arrived(1);
    await t.rejects(sendSyslog(settings(1, { host: '10.0.0.1' }), delivery(), sending), DeliveryError);
  },
);
