import { type BackupManifest, objectsOf } from './manifest.js';
import type { Repository } from './repository.js';

/** Something of a backup that is not as it was made. */
export interface BackupFault {
  /** Path in the data folder, or `table <name>`. */
  place: string;
  detail: string;
}

/** Reads every content of a backup and compares it with the manifest. */
export async function verifyBackup(
  repository: Repository,
  manifest: BackupManifest,
  onProgress: (done: number, of: number) => void = () => {},
): Promise<BackupFault[]> {
  const objects = objectsOf(manifest);
  const total = objects.reduce((sum, { size }) => sum + size, 0);
  const known = new Map<string, string | undefined>();
  const faults: BackupFault[] = [];
  let done = 0;
  for (const { place, sha256, size } of objects) {
    if (!known.has(sha256)) known.set(sha256, await repository.objects.fault({ sha256, size }));
    const detail = known.get(sha256);
    if (detail !== undefined) faults.push({ place, detail });
    done += size;
    onProgress(done, total);
  }
  return faults;
}
