import { execFile } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { programFile } from '../contract/program-file.js';

/**
 * Makes a PDF (PDF/UA-1, ISO 14289-1) in a process of its own, so that the server goes on answering.
 * @param folder holds `report.json`, which the page template reads
 * @param file that is written
 * @returns the number of pages
 * @throws Error with what the compiler says; AbortError
 */
export function makePdf(folder: string, file: string, signal: AbortSignal): Promise<number> {
  const child = fileURLToPath(programFile('server/report/pdf-child.js'));
  return new Promise((resolve, reject) => {
    const running = execFile(
      process.execPath,
      [child, folder, file],
      { signal, killSignal: 'SIGKILL', maxBuffer: 1 << 20 },
      (error, stdout, stderr) => {
        if (error === null) resolve(Number(stdout));
        else if (signal.aborted) reject(error);
        else reject(new Error(`the PDF was not made: ${stderr.trim().slice(0, 2000) || error.message}`));
      },
    );
    if (running.pid !== undefined) lowerPriority(running.pid);
  });
}

/** Whoever waits for an alert goes before whoever waits for a document. */
function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system does not allow it: it runs as it is.
  }
}
