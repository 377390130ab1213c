import t from 'tap';
import { withoutSharedData } from '../detect/shared-data.js';
import { hitNotes } from './hit-notes.js';

t.test("each rule's notes give its hits on the public recordings", { skip: withoutSharedData }, async (t) => {
  for (const { path, sentence, noted } of await hitNotes()) t.ok(noted, `${path}: ${sentence}`);
});
