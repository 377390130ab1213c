import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Command = readonly [file: string, args: readonly string[]];
interface FileTime {
  file: string;
  wall: number;
  cpu: number;
}

/** What `measured` leaves: bash's `times` counts a command with all its descendants that were waited for. */
const script = `TIMEFORMAT='%R %U %S'; { time "\${@:3}" 2>&3; } 3>&2 2>"$1.time"; s=$?; echo "$2" >"$1.file"; exit $s`;

/** Wall clock and CPU seconds of test files, those of the servers and browsers they start and end included. */
export class FileTimes {
  readonly #folder = mkdtempSync(join(tmpdir(), 'grundwacht-times-'));
  #count = 0;

  /** @returns the same command, whose times are noted when it ends */
  measured(file: string, [command, args]: Command): [file: string, args: string[]] {
    const note = join(this.#folder, String(this.#count++));
    return ['bash', ['-c', script, 'times', note, file, command, ...args]];
  }

  /** @returns a line for each file, the dearest first, and one for all of them; the notes are gone then */
  table(): string[] {
    const times = readdirSync(this.#folder)
      .filter((name) => name.endsWith('.file'))
      .map((name) => this.#read(name.slice(0, -'.file'.length)))
      .sort((a, b) => b.cpu - a.cpu);
    rmSync(this.#folder, { recursive: true });
    const sum = (of: (time: FileTime) => number): number =>
      times.reduce((total, time) => total + of(time), 0);
    const all = { file: `${times.length} files`, wall: sum(({ wall }) => wall), cpu: sum(({ cpu }) => cpu) };
    return [...times, all].map(
      ({ file, wall, cpu }) =>
        `${cpu.toFixed(1).padStart(8)} CPU ${wall.toFixed(1).padStart(8)} wall  ${file}`,
    );
  }

  #read(note: string): FileTime {
    const path = join(this.#folder, note);
    const [wall, user, system] = readFileSync(`${path}.time`, 'utf8').trim().split(' ').map(Number) as [
      number,
      number,
      number,
    ];
    return { file: readFileSync(`${path}.file`, 'utf8').trim(), wall, cpu: user + system };
  }
}
