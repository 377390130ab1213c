import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CaseDetail } from '../contract/case.js';
import { GrundwachtError } from '../contract/errors.js';
import type { ReportFrame } from '../isms/report/model.js';
import { renderPrint } from '../isms/report/render-print.js';
import { caseReport } from './case-report.js';
import { fileNameOf } from './file-name.js';
import { makePdf } from './pdf.js';

/** A compiler takes as long as a few thousand rows take; nobody waits longer than this for one. */
const longestMs = 120_000;
/** That wait for the one that is being made. */
const mostWaiting = 8;

/** Makes the reports on cases, one after the other: a compiler takes a processor and some hundred megabytes. */
export class CaseFiles {
  readonly #folder: string;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @param folder for what lies in between; whoever owns it clears up there after a crash */
  constructor(folder: string = tmpdir()) {
    this.#folder = folder;
  }

  /**
   * @returns the report on a case as PDF, and the name of its file
   * @throws GrundwachtError RATE_LIMITED when too many wait, VALIDATION past the rows that a PDF holds
   */
  make(frame: ReportFrame, detail: CaseDetail): Promise<{ name: string; bytes: Buffer }> {
    if (this.#waiting >= mostWaiting)
      throw new GrundwachtError('RATE_LIMITED', 'other reports are being made; try again in a minute', {
        retryAfterSeconds: 60,
      });
    this.#waiting += 1;
    const made = this.#last
      .then(() => this.#compile(frame, detail))
      .finally(() => {
        this.#waiting -= 1;
      });
    this.#last = made.catch(() => undefined);
    return made;
  }

  async #compile(frame: ReportFrame, detail: CaseDetail): Promise<{ name: string; bytes: Buffer }> {
    const folder = await mkdtemp(join(this.#folder, 'case-'));
    try {
      const report = caseReport(frame, detail);
      const file = join(folder, 'report.pdf');
      const signal = AbortSignal.timeout(longestMs);
      await pipeline(Readable.from(renderPrint(report)), createWriteStream(join(folder, 'report.json')), {
        signal,
      });
      await makePdf(folder, file, signal);
      return { name: fileNameOf(report, 'pdf'), bytes: await readFile(file) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
