import type { Envelope } from '../../contract/envelope.js';
import { outsiders, webServers } from './city.js';
import type { Random } from './random.js';
import { accessRecord } from './records.js';

const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  'Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0',
];

const requests: readonly (readonly [number, readonly [method: string, path: string, status: number]])[] = [
  [24, ['GET', '/', 200]],
  [14, ['GET', '/buergerservice/termin', 200]],
  [10, ['GET', '/buergerservice/personalausweis', 200]],
  [8, ['GET', '/rathaus/aktuelles', 200]],
  [7, ['GET', '/portal/antraege', 200]],
  [5, ['POST', '/portal/antraege/wohngeld', 302]],
  [5, ['GET', '/assets/stadtwappen.svg', 200]],
  [5, ['GET', '/assets/app.css', 304]],
  [4, ['GET', '/suche?q=m%C3%BClltermine', 200]],
  [2, ['GET', '/favicon.ico', 404]],
  [1, ['GET', '/portal/warteschlange', 503]],
];

/** @returns the record of one citizen's request to the portal at that time */
export function webRecords(time: number, random: Random): Envelope[] {
  const [method, path, status] = random.weighted(requests);
  const client = `${random.pick(outsiders)}.${random.int(100, 250)}`;
  const bytes = status === 304 ? 0 : random.int(400, 48_000);
  return [
    accessRecord(time, random.pick(webServers), {
      client,
      method,
      path,
      status,
      bytes,
      agent: random.pick(agents),
    }),
  ];
}
