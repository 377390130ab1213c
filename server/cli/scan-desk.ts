import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { receiveScan } from '../api/scan-files.js';
import { importScan } from '../api/scan-import.js';
import type { Config } from '../config/config.js';
import type { ScanImport, ScanReport } from '../contract/scan.js';
import { evidenceFolder } from '../evidence-key.js';
import type { Permission } from '../identity/roles.js';
import { findDomain } from '../store/domains.js';
import { listScans } from '../store/scan-imports.js';
import { atDatabase } from './at-database.js';
import { accountThatMay } from './server-session.js';

/** Where scans are kept. Their files go to the data folder, which a running server reads, too. */
export interface ScanDesk {
  list(): Promise<ScanImport[]>;
  /** @throws GrundwachtError FILE_UNREADABLE, SCAN_MALFORMED, ALREADY_EXISTS */
  import(file: string): Promise<ScanReport>;
}

export interface ScanDeskRequest {
  config: Config;
  tenant: string;
  /** Id; undefined: the tenant's first. */
  domain: string | undefined;
  /** In whose name; undefined: of the only account that may. */
  user: string | undefined;
  permission: Permission;
}

/** @throws GrundwachtError as `accountThatMay`, `atDatabase` and `findDomain` */
export function atScanDesk<T>(
  { config, tenant, domain, user, permission }: ScanDeskRequest,
  work: (desk: ScanDesk) => Promise<T>,
): Promise<T> {
  return atDatabase(config, async (db) => {
    const account = await accountThatMay(db, permission, user);
    const key = await findDomain(db, tenant, domain);
    return work({
      list: async () => (await listScans(db, key, { limit: 1000 })).items,
      async import(path) {
        const file = await receiveScan(config.data, createReadStream(path));
        try {
          const author = { by: account.username, now: Date.now() };
          const scan = { ...file, name: basename(path) };
          return await importScan(db, key, scan, evidenceFolder(config), author);
        } finally {
          await file.discard();
        }
      },
    });
  });
}
