// `node run-at.js DATE [ARGUMENT...]` runs the tests with every clock moved, such as to a New Year's Eve or the night in
// which the clocks change; the arguments are those of run-tests.js. What holds today only fails here before it fails
// anywhere else. It takes Debian's package faketime.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [date = '', ...args] = process.argv.slice(2);
const at = Date.parse(date);
if (Number.isNaN(at)) fail(`${JSON.stringify(date)} is no date: name one such as 2027-12-31T22:50Z`);
const library = readdirSync('/usr/lib')
  .map((folder) => join('/usr/lib', folder, 'faketime/libfaketime.so.1'))
  .find((file) => existsSync(file));
if (library === undefined) fail("libfaketime.so.1 is absent: install Debian's package faketime");

const seconds = Math.round((at - Date.now()) / 1000);
const runTests = fileURLToPath(new URL('./run-tests.js', import.meta.url));
const child = spawn(process.execPath, [runTests, ...args], {
  stdio: 'inherit',
  env: {
    ...process.env,
    LD_PRELOAD: library,
    FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}`,
    // Waiting goes on as ever, and no process asks another one for the time.
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    FAKETIME_DISABLE_SHM: '1',
  },
});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
