import { type FSWatcher, watch } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** File systems whose changes on other machines the kernel does not tell (statfs(2)): NFS, SMB, CIFS, FUSE, 9p, Ceph. */
const remote = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546, 0x01021997, 0x00c36400]);

export interface FolderEvents {
  /** The content of a file in a watched folder has changed. */
  changed(path: string): void;
  /** Files have come, gone or been renamed. */
  moved(): void;
}

/** Watches folders by inotify, where that tells all. */
export class FolderWatch {
  private readonly watchers = new Map<string, FSWatcher | undefined>();
  private readonly events: FolderEvents;

  constructor(events: FolderEvents) {
    this.events = events;
  }

  /** Folders have to be looked into from time to time: on another machine, not there, or too many to be watched. */
  get incomplete(): boolean {
    return [...this.watchers.values()].includes(undefined);
  }

  /** Watches these folders and no others. */
  async follow(folders: ReadonlySet<string>): Promise<void> {
    for (const [folder, watcher] of this.watchers) {
      if (folders.has(folder)) continue;
      watcher?.close();
      this.watchers.delete(folder);
    }
    for (const folder of folders)
      if (this.watchers.get(folder) === undefined) this.watchers.set(folder, await this.begin(folder));
  }

  close(): void {
    for (const watcher of this.watchers.values()) watcher?.close();
    this.watchers.clear();
  }

  private async begin(folder: string): Promise<FSWatcher | undefined> {
    try {
      if (remote.has((await statfs(folder)).type)) return undefined;
      const watcher = watch(folder, (event, name) => {
        if (event === 'change' && name !== null) this.events.changed(join(folder, name));
        else this.events.moved();
      });
      watcher.on('error', () => this.lose(folder));
      return watcher;
    } catch {
      return undefined;
    }
  }

  private lose(folder: string): void {
    this.watchers.get(folder)?.close();
    this.watchers.set(folder, undefined);
    this.events.moved();
  }
}
