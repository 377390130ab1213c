import { setFlagsFromString } from 'node:v8';
import type { Command } from 'commander';
import type { App } from '../app.js';
import { secretOf } from '../config/secret-files.js';
import { version } from '../contract/version.js';
import { writeOut } from './write.js';

/** `grundwacht serve`: the server, until Ctrl-C or SIGTERM. */
export function register(program: Command): void {
  program
    .command('serve')
    .description('run the server: collectors, ingestion, detection, API and dashboard')
    .action(async (_options: unknown, command: Command) => {
      // The default lets the heap double before it is collected; the server's share of a small machine is 300 MB.
      setFlagsFromString('--heap-growing-percent=60');
      // Four threads that look for survivors in 4 MB cost more CPU than they spare time.
      setFlagsFromString('--no-parallel-scavenge');
      const [{ startApp }, { configFileOf, configOf }, { pino }] = await Promise.all([
        import('../app.js'),
        import('./config.js'),
        import('pino'),
      ]);
      const config = configOf(command);
      const logger = pino({ level: config.log.level, base: undefined }, pino.destination(2));
      const stopped = stopSignal();
      let app: App | undefined;
      process.on('SIGHUP', () => {
        app?.reload().catch((err: unknown) => logger.error({ err }, 'rules_not_reloaded'));
      });
      app = await startApp(config, {
        logger,
        adminPassword: secretOf(process.env, 'GRUNDWACHT_ADMIN_PASSWORD'),
        configFile: configFileOf(command),
      });
      writeOut(welcome(app));
      await stopped;
      writeOut('Stopping in order; press Ctrl-C again to give up waiting ...\n');
      process.once('SIGINT', () => process.exit(1));
      await app.stop();
      // All is on disk: nothing that a part has left open may keep the program from ending.
      setTimeout(() => {
        logger.warn({ open: process.getActiveResourcesInfo() }, 'ended_with_something_open');
        process.exit(0);
      }, 5_000).unref();
    });
}

/** What a person sees at the start; the one-time password is shown only here. */
function welcome(app: App): string {
  const lines = [
    `Grundwacht ${version} is ready.`,
    `  Dashboard  ${app.url}`,
    `  Syslog     ${app.syslog}`,
    `  Rules      ${app.rules.loaded} loaded${app.rules.refused > 0 ? `, ${app.rules.refused} refused (grundwacht rules check)` : ''}`,
  ];
  if (app.firstLogin?.password) {
    lines.push(
      '',
      `  First login  ${app.firstLogin.username} / ${app.firstLogin.password}`,
      '  This one-time password is shown only now; you are asked to change it.',
    );
  } else if (app.firstLogin) {
    lines.push(
      '',
      `  First login  ${app.firstLogin.username} with the password of GRUNDWACHT_ADMIN_PASSWORD`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Resolves at the first SIGINT or SIGTERM, also one that comes while the server is still starting. */
function stopSignal(): Promise<void> {
  return new Promise((done) => {
    process.once('SIGINT', () => done());
    process.once('SIGTERM', () => done());
  });
}
