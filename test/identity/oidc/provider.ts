import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import Provider from 'oidc-provider';
import type { Teardown } from '../../helpers/postgres.js';

export interface Person {
  name: string;
  email?: string;
  groups?: string[];
  /** Claims of other kinds. */
  more?: Record<string, unknown>;
}

export interface TestProvider {
  issuer: string;
  /** By subject; may be changed at any time. */
  people: Map<string, Person>;
}

/** A real OpenID provider on a free port of this machine; its people need no password. */
export async function startProvider(
  t: Teardown,
  { origin, secret }: { origin: string; secret: string },
): Promise<TestProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, Person>();
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'grundwacht',
        client_secret: secret,
        redirect_uris: [`${origin}/api/v1/session/oidc/callback`],
        post_logout_redirect_uris: [`${origin}/`],
      },
    ],
    scopes: ['openid', 'profile', 'email', 'groups'],
    claims: {
      openid: ['sub'],
      profile: ['preferred_username'],
      email: ['email'],
      groups: ['groups', '_claim_names'],
    },
    cookies: { keys: ['only for the test'] },
    ttl: { AccessToken: 60, IdToken: 60, Grant: 600, Interaction: 600, Session: 600 },
    findAccount: (_context, sub) => {
      const person = people.get(sub);
      return (
        person && {
          accountId: sub,
          claims: () => ({
            sub,
            preferred_username: person.name,
            ...(person.email && { email: person.email }),
            ...(person.groups && { groups: person.groups }),
            ...person.more,
          }),
        }
      );
    },
  });
  server.on('request', provider.callback());
  return { issuer, people };
}

/** A browser as far as redirects, forms and cookies go; it asks the server under test without a network. */
export class Browser {
  readonly cookies = new Map<string, Map<string, string>>();
  /** Addresses in the order in which they were asked for. */
  readonly visited: string[] = [];
  readonly #origin: string;
  readonly #app: FastifyInstance;

  constructor(origin: string, app: FastifyInstance) {
    this.#origin = origin;
    this.#app = app;
  }

  /** @returns header of the cookies that it would send there */
  cookieHeader(origin: string): string {
    return [...(this.cookies.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Asks once. @returns where it is sent to, if it is, and the text */
  async ask(address: string, form?: URLSearchParams): Promise<{ location: URL | undefined; text: string }> {
    const url = new URL(address);
    this.visited.push(url.href);
    const headers: Record<string, string> = { cookie: this.cookieHeader(url.origin) };
    if (form) headers['content-type'] = 'application/x-www-form-urlencoded';
    const { set, location, text } =
      url.origin === this.#origin ? await this.#inject(url, headers) : await fetched(url, headers, form);
    for (const line of set) this.#keep(url.origin, line);
    return { location: location === undefined ? undefined : new URL(location, url), text };
  }

  async #inject(url: URL, headers: Record<string, string>) {
    const reply = await this.#app.inject({ method: 'GET', url: `${url.pathname}${url.search}`, headers });
    const set = [reply.headers['set-cookie'] ?? []].flat();
    return { set, location: reply.headers.location as string | undefined, text: reply.body };
  }

  #keep(origin: string, line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    const jar = this.cookies.get(origin) ?? new Map<string, string>();
    this.cookies.set(origin, jar);
    if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
    else jar.set(name, value);
  }

  /**
   * Follows redirects and fills in the provider's forms, until the server under test sends it to a page.
   * @param subject as whom it logs in
   * @param stop ends before an address is asked for
   * @returns the address that it came to
   */
  async logIn(address: string, subject: string, stop: (url: URL) => boolean = () => false): Promise<URL> {
    let next = new URL(address);
    for (let steps = 0; steps < 30; steps++) {
      if (stop(next) || (next.origin === this.#origin && !next.pathname.startsWith('/api/'))) return next;
      const { location, text } = await this.ask(next.href);
      next = location ?? (await this.#submit(next, text, subject));
    }
    throw new Error(`no end of the way: ${this.visited.join('\n')}`);
  }

  async #submit(at: URL, page: string, subject: string): Promise<URL> {
    const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1];
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (action === undefined || prompt === undefined)
      throw new Error(`no form at ${at.href}: ${page.slice(0, 500)}`);
    const form = new URLSearchParams({
      prompt,
      ...(prompt === 'login' && { login: subject, password: 'x' }),
    });
    const { location } = await this.ask(new URL(action, at).href, form);
    if (location === undefined) throw new Error(`the form at ${at.href} led nowhere`);
    return location;
  }
}

async function fetched(url: URL, headers: Record<string, string>, form: URLSearchParams | undefined) {
  const reply = await fetch(url, {
    redirect: 'manual',
    headers,
    ...(form && { method: 'POST', body: form.toString() }),
  });
  return {
    set: reply.headers.getSetCookie(),
    location: reply.headers.get('location') ?? undefined,
    text: await reply.text(),
  };
}
