import { parentPort, workerData } from 'node:worker_threads';
import type { EventDocument } from '../contract/event.js';
import { eventsOfText } from './pasted.js';
import type { ThreadReply, ThreadRequest, ThreadSetup } from './protocol.js';
import { Trial } from './trial.js';

/** A thread that tries rules, so that neither a slow rule nor many events delay the server. */
const port = parentPort;
if (port === null) throw new Error('this file is the start of a worker thread');
const setup = workerData as ThreadSetup;
const reply = (message: ThreadReply): void => port.postMessage(message);

const trial = new Trial(setup);
reply({ type: 'ready', problems: trial.problems });
if (trial.rules.length > 0) {
  if (setup.pasted !== undefined) {
    const { text, ...options } = setup.pasted;
    const { events, leftOut } = await eventsOfText(text, options);
    const rules = trial.rules.map(({ id, title, level }) => ({ id, title, level }));
    reply({ type: 'tested', result: { rules, events: trial.test(events), left_out: leftOut } });
  } else {
    port.on('message', (request: ThreadRequest) => {
      if ('report' in request) {
        reply({ type: 'report', results: trial.results(), excepted: trial.excepted });
        return;
      }
      trial.examine(JSON.parse(request.events) as EventDocument[]);
      reply({ type: 'examined' });
    });
  }
}
