import type { Command } from 'commander';
import type { Kysely } from 'kysely';
import { pino } from 'pino';
import { startApp } from '../app.js';
import type { Config } from '../config/config.js';
import { secretOf } from '../config/secret-files.js';
import { GrundwachtError } from '../contract/errors.js';
import { openDatabase } from '../store/database.js';
import type { Database } from '../store/tables.js';
import { listUsers } from '../store/users.js';
import { configFileOf, configOf } from './config.js';
import type { DemoConnection } from './demo.js';
import { rememberCertificate } from './local-call.js';
import { runningServer } from './running-server.js';
import { databaseOfRunning, inNameOf } from './server-session.js';
import { writeError } from './write.js';

/**
 * Gets a command at a server: the one that runs on this configuration, or one started in this process.
 * The authority of the command is its access to the database.
 * @throws GrundwachtError as `startApp`; DATABASE_UNAVAILABLE
 */
export async function connect(command: Command): Promise<DemoConnection> {
  const config = configOf(command);
  const running = await runningServer(config);
  const app = running === undefined ? await startHere(config, configFileOf(command)) : undefined;
  const url = running ?? app!.url;
  const db = openDatabase(await databaseOfRunning(config), { connections: 3 });
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

async function startHere(config: Config, configFile: string) {
  const logger = pino({ level: 'warn', base: undefined }, pino.destination(2));
  const app = await startApp(config, {
    logger,
    configFile,
    adminPassword: secretOf(process.env, 'GRUNDWACHT_ADMIN_PASSWORD'),
  });
  rememberCertificate(app.url, config);
  writeError(`Grundwacht runs at ${app.url} as long as this command.\n`);
  if (app.firstLogin?.password) {
    writeError(`First login: ${app.firstLogin.username} / ${app.firstLogin.password} (shown only now)\n`);
  }
  return app;
}

/** Through the API, because the running server holds events in memory; with a session of a provider's for that. */
async function removeTenant(db: Kysely<Database>, url: string, tenant: string): Promise<boolean> {
  const account = (await listUsers(db)).find(
    (user) => user.roles.includes('provider') && !user.disabled && !user.must_change_password,
  );
  if (!account) {
    throw new GrundwachtError(
      'PASSWORD_CHANGE_REQUIRED',
      'Log in as administrator and change the one-time password first.',
    );
  }
  return inNameOf({ db, url }, account, async (call) => {
    try {
      await call('DELETE', `/tenants/${tenant}`);
      return true;
    } catch (error) {
      if (error instanceof GrundwachtError && error.code === 'NOT_FOUND') return false;
      throw error;
    }
  });
}
