// A child process that writes segments, one after the other: what DuckDB needs for it is given back to the
// system, and takes no time from the server's threads while they need it.
import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { atDuckDb } from './at-duckdb.js';
import { countDue } from './due-rows.js';
import type { SegmentReply, SegmentTask } from './segment-process.js';
import { writeSegment } from './write-segment.js';

try {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
} catch {
  // A filter of system calls may forbid it: it runs as it is.
}
try {
  // When the machine's memory is short, this process ends before the server; the seal is repeated.
  writeFileSync('/proc/self/oom_score_adj', '800');
} catch {
  // No Linux, or not allowed: then the system chooses.
}

process.on('message', async (task: SegmentTask) => {
  process.send!(await replyTo(task));
});
// The server is gone: what is written aside is removed at its next start.
process.on('disconnect', () => process.exit(0));

async function replyTo(task: SegmentTask): Promise<SegmentReply> {
  try {
    if ('write' in task) return { facts: await writeSegment(task.write) };
    const { count, memory, temporary } = task;
    return { counts: await atDuckDb({ memory, temporary }, (connection) => countDue(connection, count)) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}
