import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { httpSend } from '../../../collectors/ship/http-send.js';
import { sendInProcess } from '../../../collectors/ship/send.js';
import { batchMediaType } from '../../../server/contract/envelope.js';
import { GrundwachtError } from '../../../server/contract/errors.js';

const signal = new AbortController().signal;

async function service(
  t: Test,
  answer: (request: IncomingMessage, body: Buffer, response: ServerResponse) => void,
) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, Buffer.concat(chunks), response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

t.test('posts the batch with token and media type, uncompressed on this machine', async (t) => {
  const seen: { url: string | undefined; headers: IncomingMessage['headers']; body: Buffer }[] = [];
  const url = await service(t, (request, body, response) => {
    seen.push({ url: request.url, headers: request.headers, body });
    response.end('{"accepted":3,"duplicate":false}');
  });
  const send = httpSend({ url: `${url}/base`, token: 'secret' });
  t.strictSame(await send(Buffer.from('batch'), signal), { kind: 'accepted', accepted: 3, duplicate: false });
  t.match(seen[0], {
    url: '/base/api/v1/ingest',
    headers: { authorization: 'Bearer secret', 'content-type': batchMediaType },
  });
  t.equal(seen[0]!.headers['content-encoding'], undefined);
  t.equal(seen[0]!.body.toString(), 'batch');
});

t.test('what a status means', async (t) => {
  let status = 200;
  let retryAfter: string | undefined;
  const url = await service(t, (_request, _body, response) => {
    response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
    response.end('{"error":{"code":"SOME_CODE","message":"some text"}}');
  });
  const send = httpSend({ url, token: 'x' });
  for (status of [400, 413, 415, 422]) {
    t.strictSame(await send(Buffer.from('b'), signal), {
      kind: 'rejected',
      reason: `HTTP ${status} SOME_CODE: some text`,
    });
  }
  // A wrong token or path is mended by people; the batch is kept until then.
  for (status of [401, 403, 404, 408, 409, 429, 500, 502, 503]) {
    t.match(await send(Buffer.from('b'), signal), { kind: 'retry' }, `${status}`);
  }
  retryAfter = '7';
  t.match(await send(Buffer.from('b'), signal), { kind: 'retry', retryAfterMs: 7000 });
  status = 200;
  t.match(
    await send(Buffer.from('b'), signal),
    { kind: 'retry' },
    'a 200 that is not the reply of the service acknowledges nothing',
  );
});

t.test('network trouble is a reason to retry, never an exception', async (t) => {
  const url = await service(t, (request) => request.socket.destroy());
  t.match(await httpSend({ url, token: 'x' })(Buffer.from('b'), signal), { kind: 'retry' });
  t.match(await httpSend({ url: 'http://127.0.0.1:9', token: 'x' })(Buffer.from('b'), signal), {
    kind: 'retry',
    reason: /ECONNREFUSED/,
  });
  const slow = await service(t, () => undefined);
  t.match(await httpSend({ url: slow, token: 'x', timeoutMs: 50 })(Buffer.from('b'), signal), {
    kind: 'retry',
    reason: /in time/,
  });
});

t.test('in one process: the codes of the ingestion service decide', async (t) => {
  const outcome = (error: unknown) =>
    sendInProcess(() =>
      error === undefined ? Promise.resolve({ accepted: 1, duplicate: false }) : Promise.reject(error),
    )(Buffer.from('b'), signal);
  t.strictSame(await outcome(undefined), { kind: 'accepted', accepted: 1, duplicate: false });
  t.match(await outcome(new GrundwachtError('BATCH_MALFORMED', 'at byte 4')), {
    kind: 'rejected',
    reason: /at byte 4/,
  });
  t.match(await outcome(new GrundwachtError('STORAGE_STALLED', undefined, { retryAfterSeconds: 2 })), {
    kind: 'retry',
    retryAfterMs: 2000,
  });
  t.match(await outcome(new Error('x')), { kind: 'retry', reason: 'x' });
});
