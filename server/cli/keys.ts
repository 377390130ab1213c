import type { Command } from 'commander';
import { writeOut } from './write.js';

/** `grundwacht keys`: shows and changes the keys of the installation. */
export function register(program: Command): void {
  const keys = program.command('keys').description('show and change the keys of the installation');
  keys
    .command('show')
    .description('fingerprints of the keys that sign the log, audit packages and backups')
    .action(async (_options: unknown, command: Command) => {
      const [{ configOf }, { readEvidenceKey }, { fingerprintOf }] = await Promise.all([
        import('./config.js'),
        import('../evidence-key.js'),
        import('../evidence/signer.js'),
      ]);
      const { fingerprint, former } = readEvidenceKey(configOf(command));
      writeOut(`in use  ${fingerprint}\n`);
      for (const key of former) writeOut(`former  ${fingerprintOf(key)}\n`);
    });
  keys
    .command('rotate')
    .description(
      'make a new key: what the former one signed is still verified, what it sealed is sealed anew',
    )
    .argument('<key>', 'evidence or secrets')
    .option('--lost', 'secrets: the former key is lost; give up what only it opens')
    .action(async (key: string, options: { lost?: true }, command: Command) => {
      const [{ configOf }, { rotateHere, rotateSecretsHere }, { GrundwachtError }] = await Promise.all([
        import('./config.js'),
        import('./key-desk.js'),
        import('../contract/errors.js'),
      ]);
      if (key === 'secrets') {
        writeOut(await rotateSecretsHere(configOf(command), options.lost === true));
        return;
      }
      if (key !== 'evidence')
        throw new GrundwachtError('VALIDATION', `there is no key ${key}; known: evidence, secrets`);
      const { former, current, running } = await rotateHere(configOf(command));
      writeOut(`former  ${former}\nin use  ${current}\n`);
      if (running) writeOut('The running server signs with the former key until it is restarted.\n');
      writeOut('Write the new fingerprint down where auditors find it, and make a backup.\n');
    });
}
