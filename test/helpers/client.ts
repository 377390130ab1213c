import { setTimeout as sleep } from 'node:timers/promises';
import type { Alert } from '../../server/contract/alert.js';
import type { EventDocument } from '../../server/contract/event.js';
import type { TestServer } from './server.js';

/** A server that does not answer fails a test at the call that it leaves without an answer. */
const answerMs = 120_000;

/** A person at the API: logs in once and keeps the cookie. */
export class TestClient {
  readonly #url: string;
  readonly #cookie: string;

  private constructor(url: string, cookie: string) {
    this.#url = url;
    this.#cookie = cookie;
  }

  /** @throws Error when the login is refused */
  static async login(
    server: Pick<TestServer, 'url' | 'adminPassword'>,
    username = 'admin',
  ): Promise<TestClient> {
    const reply = await fetch(`${server.url}/api/v1/session`, {
      method: 'POST',
      signal: AbortSignal.timeout(answerMs),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password: server.adminPassword }),
    });
    if (!reply.ok) throw new Error(`login: ${reply.status} ${await reply.text()}`);
    return new TestClient(
      server.url,
      reply.headers
        .getSetCookie()
        .map((c) => c.split(';')[0])
        .join('; '),
    );
  }

  get cookie(): string {
    return this.#cookie;
  }

  /** @throws Error for any answer but 2xx */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const reply = await fetch(`${this.#url}${path}`, {
      method,
      signal: AbortSignal.timeout(answerMs),
      headers: {
        cookie: this.#cookie,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  alerts(query = ''): Promise<{ items: Alert[]; next: string | null }> {
    return this.call('GET', `/api/v1/alerts?${query}`);
  }

  events(query = ''): Promise<{ items: EventDocument[]; next: string | null }> {
    return this.call('GET', `/api/v1/events?${query}`);
  }

  /** Every event that fits, over all pages. */
  async allEvents(query = ''): Promise<EventDocument[]> {
    const found: EventDocument[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: EventDocument[]; next: string | null } = await this.events(
        `limit=1000&${query}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
      );
      found.push(...page.items);
      cursor = page.next;
    }
    return found;
  }
}

/**
 * Asks again until the answer is there.
 * @throws Error naming what was waited for
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  ms = 20_000,
): Promise<T> {
  for (const deadline = Date.now() + ms; Date.now() < deadline; await sleep(50)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
  }
  throw new Error(`waited ${ms} ms for: ${what}`);
}
