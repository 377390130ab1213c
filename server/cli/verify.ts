import type { Command } from 'commander';

interface Options {
  tenant?: string;
  head?: string;
  key?: string;
  fingerprint?: string;
  json?: boolean;
}

/** `grundwacht verify [PACKAGE]`: compares what is covered with the log, or a package with its signature. */
export function register(program: Command): void {
  program
    .command('verify')
    .description('compare evidence, decisions and segments with the signed log; or verify an audit package')
    .argument('[package]', 'audit package (.zip): needs neither a server nor a database')
    .option('--tenant <name>', 'only of this tenant')
    .option('--head <file>', 'a tree head that was kept elsewhere: the log must go on from it')
    .option('--key <file>', 'public key (PEM) that must have signed the package')
    .option('--fingerprint <hex>', 'of the public key that must have signed the package')
    .option('--json', 'print JSON')
    .action(async (path: string | undefined, options: Options, command: Command) => {
      if (path === undefined) {
        const { verifyInstallation } = await import('./verify-installation.js');
        process.exitCode = await verifyInstallation(command, options);
      } else {
        const { verifyPackageFile } = await import('./verify-package.js');
        process.exitCode = await verifyPackageFile(path, options);
      }
    });
}
