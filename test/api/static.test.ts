import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import t from 'tap';
import { startTestServer } from './test-server.js';

const folder = mkdtempSync(join(tmpdir(), 'grundwacht-dashboard-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, 'assets'));
writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Grundwacht</title>');
writeFileSync(join(folder, 'assets', 'index-abc123.js'), 'export {};');
writeFileSync(join(folder, 'assets', 'index-abc123.js.br'), brotliCompressSync('export {};'));

const { app } = await startTestServer(t, { dashboard: folder });

t.test('pages of the browser get index.html, never from a cache', async (t) => {
  for (const url of ['/', '/alerts', '/alerts/018f?tab=events', '/index.html']) {
    const reply = await app.inject({ url });
    t.equal(reply.statusCode, 200, url);
    t.match(reply.body, '<title>Grundwacht');
    t.equal(reply.headers['cache-control'], 'no-cache');
    t.match(reply.headers['content-security-policy'], "default-src 'none'");
  }
});

t.test('files with a hash in their name are cached for good', async (t) => {
  const reply = await app.inject({ url: '/assets/index-abc123.js' });
  t.match(reply.headers, {
    'content-type': /javascript/,
    'cache-control': 'public, max-age=31536000, immutable',
  });
});

t.test('a browser that understands it gets the compressed form', async (t) => {
  const url = '/assets/index-abc123.js';
  const reply = await app.inject({ url, headers: { 'accept-encoding': 'gzip, br' } });
  t.match(reply.headers, {
    'content-type': /javascript/,
    'content-encoding': 'br',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: /accept-encoding/i,
  });
  t.equal(brotliDecompressSync(reply.rawPayload).toString(), 'export {};');
  t.equal((await app.inject({ url })).headers['content-encoding'], undefined);
  const page = await app.inject({ url: '/alerts', headers: { 'accept-encoding': 'br' } });
  t.match(page.body, '<title>Grundwacht', 'what has no compressed form goes as it is');
});

t.test('what is missing is missing, and nothing outside is served', async (t) => {
  for (const url of [
    '/assets/index-old.js',
    '/api/v1/nothing',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
  ]) {
    const reply = await app.inject({ url });
    t.not(reply.statusCode, 200, url);
    t.match(reply.headers['content-type'], 'application/json');
  }
  t.equal((await app.inject({ method: 'POST', url: '/alerts', payload: {} })).statusCode, 404);
});
