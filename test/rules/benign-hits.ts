import { hitNotes } from './hit-notes.js';

/**
 * `node build/test/rules/benign-hits.js`: what the shipped rules find in the public recordings of ../shared/data, by
 * recording, beside the records of their log sources; exit code 1 when a rule's notes say something else.
 */
const notes = await hitNotes();
for (const { path, looked, hits, places, sentence, noted } of notes) {
  const found = [...places].map(([place, count]) => `${place} ${count}`).join(', ');
  process.stdout.write(`${String(hits).padStart(5)} of ${String(looked).padStart(6)}  ${path}  ${found}\n`);
  if (!noted) process.stdout.write(`      the notes do not say: ${sentence}\n`);
}
const wrong = notes.filter(({ noted }) => !noted).length;
process.stdout.write(`${notes.length} rules, ${wrong} with other notes\n`);
process.exitCode = wrong === 0 ? 0 : 1;
