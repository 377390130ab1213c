import { withoutSharedData } from '../detect/shared-data.js';
import { hitNotes } from './hit-notes.js';

// Before tap is loaded, which follows every promise: reading the records would take twice as long.
const notes = withoutSharedData ? [] : await hitNotes();
const { default: t } = await import('tap');

t.test("each rule's notes give its hits on the public recordings", { skip: withoutSharedData }, async (t) => {
  for (const { path, sentence, noted } of notes) t.ok(noted, `${path}: ${sentence}`);
});
