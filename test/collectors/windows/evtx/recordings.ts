import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../../server/contract/package-root.js';

const data = join(packageRoot(), '..', 'shared', 'data');

/** Why a test that needs the real recordings does not run; false where they are. */
export const noRecordings: string | false =
  existsSync(join(data, 'windows/evtx')) && existsSync(join(data, 'sigma/regression_data'))
    ? false
    : 'needs ../shared/data (windows/evtx, sigma/regression_data)';

function evtxBelow(folder: string): string[] {
  return readdirSync(join(data, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.evtx'))
    .sort()
    .map((name) => join(data, folder, name));
}

/** @returns the attack recordings, sorted */
export const attackRecordings = (): string[] => evtxBelow('windows/evtx');

/** @returns the recordings of SigmaHQ's regression cases, sorted; a .json lies beside each */
export const regressionRecordings = (): string[] => evtxBelow('sigma/regression_data');
