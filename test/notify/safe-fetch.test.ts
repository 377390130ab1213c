import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import t from 'tap';
import { isMetadata, isSpecial, networkOf, plainAddress } from '../../server/notify/address.js';
import { destinationOf, OutgoingRefused, type Resolve } from '../../server/notify/outgoing.js';
import { safeFetch } from '../../server/notify/safe-fetch.js';

type Scope = { teardown(work: () => Promise<void>): unknown };

async function serve(t: Scope, listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(async () => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const answering =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

t.test('what is inside is refused, in every spelling', async (t) => {
  const inside = [
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://0/',
    'http://10.1.2.3/',
    'http://172.31.255.1/',
    'http://192.168.0.1/',
    'http://100.64.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[::127.0.0.1]/',
    'http://[64:ff9b::10.0.0.1]/',
    'http://[2002:7f00:1::]/',
    'http://[fd00:ec2::254]/',
    'http://[fe80::1]/',
    'http://[fc00::1]/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://①②⑦.0.0.1/',
  ];
  for (const url of inside) {
    await t.rejects(safeFetch(url, {}, { allowPrivate: [] }), OutgoingRefused, url);
  }
  for (const url of ['file:///etc/passwd', 'ftp://example.org/', 'https://user:secret@example.org/']) {
    await t.rejects(safeFetch(url, {}, { allowPrivate: ['example.org'] }), OutgoingRefused, url);
  }
});

t.test('addresses', async (t) => {
  t.equal(plainAddress('::FFFF:10.0.0.1'), '10.0.0.1');
  t.equal(plainAddress('64:ff9b::a00:1'), '10.0.0.1');
  t.equal(plainAddress('2001:4860:4860::8888'), '2001:4860:4860::8888');
  t.notOk(isSpecial('193.99.144.80'));
  t.notOk(isSpecial('::ffff:193.99.144.80'));
  t.notOk(isSpecial('2a02:2e0:3fe:1001:302::'));
  t.ok(isMetadata('::ffff:169.254.169.254'));
  t.ok(networkOf('10.0.0.0/8')?.('::ffff:10.200.0.1'));
  t.notOk(networkOf('10.0.0.0/8')?.('11.0.0.1'));
  t.ok(networkOf('fd00::/8')?.('fd12::1'));
  t.notOk(networkOf('10.0.0.1')?.('10.0.0.2'));
  for (const none of ['mail.stadt.example', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/a']) {
    t.equal(networkOf(none), undefined, none);
  }
  fc.assert(fc.property(fc.ipV4(), (address) => isSpecial(address) === isSpecial(`::ffff:${address}`)));
  fc.assert(fc.property(fc.ipV6(), (address) => typeof isSpecial(address) === 'boolean'));
});

t.test('the configuration names hosts and networks', async (t) => {
  const resolve = answering('10.0.0.7');
  const named = (...allowPrivate: string[]) => destinationOf('Chat.Stadt.example', { allowPrivate, resolve });
  t.match(await named('chat.stadt.example'), { address: '10.0.0.7', family: 4 });
  t.match(await named('10.0.0.0/24'), { address: '10.0.0.7' });
  await t.rejects(named(), /chat\.stadt\.example \(10\.0\.0\.7\) is no public address.*outgoing\.allowed/);
  await t.rejects(named('stadt.example', '10.0.1.0/24'), OutgoingRefused);
  const metadata = { allowPrivate: ['chat.stadt.example'], resolve: answering('169.254.169.254') };
  await t.rejects(destinationOf('chat.stadt.example', metadata), /metadata/, 'a name never leads there');
  const mixed = { allowPrivate: [], resolve: answering('193.99.144.80', '127.0.0.1') };
  await t.rejects(destinationOf('both.example', mixed), OutgoingRefused, 'one address inside is enough');
  await t.rejects(destinationOf('none.example', { allowPrivate: [], resolve: answering() }), /no address/);
});

t.test('a name that resolves anew is not followed: the checked address is connected to', async (t) => {
  const hosts: (string | undefined)[] = [];
  const port = await serve(t, (request, reply) => {
    hosts.push(request.headers.host);
    reply.end('pong');
  });
  let asked = 0;
  const rebinding: Resolve = async () => {
    asked++;
    return [{ address: asked === 1 ? '127.0.0.1' : '10.255.255.1', family: 4 }];
  };
  const options = { allowPrivate: ['127.0.0.1'], resolve: rebinding };
  const reply = await safeFetch(`http://rebind.example:${port}/`, {}, options);
  t.equal(await reply.text(), 'pong');
  t.equal(asked, 1, 'looked up once, and connected to that');
  t.same(hosts, [`rebind.example:${port}`]);
  await t.rejects(safeFetch(`http://rebind.example:${port}/`, {}, options), OutgoingRefused);
});

t.test('bodies, redirects, sizes and times', async (t) => {
  const port = await serve(t, (request, reply) => {
    if (request.url === '/redirect') reply.writeHead(302, { location: 'http://127.0.0.1/' }).end();
    else if (request.url === '/big') reply.end(Buffer.alloc(3000));
    else if (request.url === '/endless') {
      const timer = setInterval(() => reply.write('x'), 5);
      reply.on('close', () => clearInterval(timer));
    } else if (request.url === '/silent') request.resume();
    else if (request.url === '/empty') reply.writeHead(204, { 'x-a': 'b' }).end();
    else request.pipe(reply.writeHead(201, { 'content-type': 'text/plain' }));
  });
  const options = { allowPrivate: ['127.0.0.0/8'], maxBytes: 2000 };
  const at = (path: string) => `http://127.0.0.1:${port}${path}`;
  const echoed = await safeFetch(at('/'), { method: 'POST', body: 'Grüße' }, options);
  t.same([echoed.status, await echoed.text()], [201, 'Grüße']);
  t.equal((await safeFetch(at('/empty'), {}, options)).headers.get('x-a'), 'b');
  await t.rejects(safeFetch(at('/redirect'), {}, options), /redirects \(302\)/);
  await t.rejects(safeFetch(at('/big'), {}, options), /larger than 2000 bytes/);
  const hasty = { ...options, timeoutMs: 300 };
  await t.rejects(safeFetch(at('/endless'), {}, hasty), { name: 'TimeoutError' });
  await t.rejects(safeFetch(at('/silent'), {}, hasty), { name: 'TimeoutError' });
  const hanging: Resolve = () => new Promise(() => {});
  await t.rejects(safeFetch('http://slow.example/', {}, { ...hasty, resolve: hanging }), {
    name: 'TimeoutError',
  });
});
