/** A systemd journal to follow by journalctl. */
export interface JournalInput {
  /** Its name among the inputs: the place is kept under it. */
  name: string;
  /** Folder of its files; without it this machine's journal. */
  directory?: string | undefined;
  /** Only entries of these units; empty: all. */
  units: readonly string[];
  /** Where it is begun the first time. */
  from: 'beginning' | 'end';
}

/** Where reading goes on. */
export interface JournalStart {
  cursor?: string | undefined;
  /** Where the cursor is not found any more: microseconds since the epoch. */
  since?: number | undefined;
}

/** @returns arguments of journalctl; nothing of them comes from a record */
export function journalctlArguments({ directory, units, from }: JournalInput, start: JournalStart): string[] {
  const place =
    start.cursor !== undefined
      ? [`--after-cursor=${start.cursor}`]
      : start.since !== undefined
        ? [`--since=@${Math.floor(start.since / 1e6)}`]
        : [];
  const known = place.length > 0;
  return [
    '--output=export',
    '--follow',
    '--no-pager',
    '--quiet',
    known || from === 'beginning' ? '--no-tail' : '--lines=0',
    ...place,
    ...(directory === undefined ? [] : [`--directory=${directory}`]),
    ...units.map((unit) => `--unit=${unit}`),
  ];
}
