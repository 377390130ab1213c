import { parentPort, workerData } from 'node:worker_threads';
import { readRulePaths } from './detect/load.js';
import { compareRuleSets, type RuleComparison } from './detect/rule-comparison.js';
import type { RuleSource } from './detect/rules.js';

/** What a review is made of: archives or folders. */
export interface ReviewRequest {
  before: string | undefined;
  after: string;
}

export type ReviewReply =
  | { comparison: RuleComparison; before: RuleSource[] }
  /** The archive is damaged or beyond the limits. */
  | { fault: string };

/** Compares two editions of a set, so that thousands of rules do not delay the server. */
const port = parentPort;
if (port === null) throw new Error('this file is the start of a worker thread');
const { before, after } = workerData as ReviewRequest;

async function review(): Promise<ReviewReply> {
  try {
    const [old, fresh] = [before === undefined ? [] : await read(before), await read(after)];
    return { comparison: compareRuleSets(old, fresh), before: old };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Where the server keeps an upload is nobody's business.
    return { fault: message.replaceAll(`${after}: `, '') };
  }
}

/** Paths are those within the archive or folder: the same file of two editions has the same one. */
async function read(path: string): Promise<RuleSource[]> {
  return (await readRulePaths([path])).map(({ path: file, text }) => ({
    path: file.slice(path.length).replace(/^[!/]+/, ''),
    text,
  }));
}

port.postMessage(await review());
