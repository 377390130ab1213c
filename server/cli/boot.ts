import type { Command } from 'commander';
import type { Kysely } from 'kysely';
import { pino } from 'pino';
import { startApp } from '../app.js';
import type { Config } from '../config/config.js';
import { GrundwachtError } from '../contract/errors.js';
import { closeSession, openSession } from '../identity/sessions.js';
import { localUrl } from '../local-url.js';
import { runningPostgres } from '../postgres/supervisor.js';
import { openDatabase } from '../store/database.js';
import type { Database } from '../store/tables.js';
import { listUsers } from '../store/users.js';
import { configOf } from './config.js';
import type { DemoConnection } from './demo.js';
import { runningServer } from './running-server.js';

/**
 * Gets a command at a server: the one that runs on this configuration, or one started in this process.
 * The authority of the command is its access to the database.
 * @throws GrundwachtError as `startApp`; DATABASE_UNAVAILABLE
 */
export async function connect(command: Command): Promise<DemoConnection> {
  const config = configOf(command);
  const running = await runningServer(config);
  const app = running === undefined ? await startHere(config) : undefined;
  const url = running ?? app!.url;
  const db = openDatabase(await databaseUrl(config), { connections: 3 });
  return {
    db,
    url,
    removeDemo: () => removeTenant(db, url, 'demo'),
    close: async () => {
      await db.destroy();
      await app?.stop();
    },
  };
}

async function startHere(config: Config) {
  const logger = pino({ level: 'warn', base: undefined }, pino.destination(2));
  const app = await startApp(config, {
    logger,
    adminPassword: process.env['GRUNDWACHT_ADMIN_PASSWORD'] || undefined,
  });
  process.stderr.write(`Grundwacht runs at ${app.url} as long as this command.\n`);
  if (app.firstLogin?.password) {
    process.stderr.write(
      `First login: ${app.firstLogin.username} / ${app.firstLogin.password} (shown only now)\n`,
    );
  }
  return app;
}

async function databaseUrl(config: Config): Promise<string> {
  const url = config.database.url || (await runningPostgres(config.data))?.url;
  if (url) return url;
  throw new GrundwachtError(
    'DATABASE_UNAVAILABLE',
    `A server answers at ${localUrl(config.http.host, config.http.port)}, but no database runs in ${config.data}: it has another data folder. Set GRUNDWACHT_DATA to it.`,
  );
}

/** Through the API, because the running server holds events in memory; with a session of an administrator's for that. */
async function removeTenant(db: Kysely<Database>, url: string, tenant: string): Promise<boolean> {
  const account = (await listUsers(db)).find(
    (user) => user.roles.includes('admin') && !user.disabled && !user.must_change_password,
  );
  if (!account) {
    throw new GrundwachtError(
      'PASSWORD_CHANGE_REQUIRED',
      'Log in as administrator and change the one-time password first.',
    );
  }
  const { token } = await openSession(db, account, Date.now());
  try {
    const reply = await fetch(`${url}/api/v1/tenants/${tenant}`, {
      method: 'DELETE',
      headers: { cookie: `grundwacht_session=${token}` },
    });
    if (reply.status === 404) return false;
    if (!reply.ok)
      throw new GrundwachtError(
        'INTERNAL',
        `DELETE /api/v1/tenants/${tenant}: ${reply.status} ${await reply.text()}`,
      );
    return true;
  } finally {
    await closeSession(db, token);
  }
}
