import { parentPort, type Transferable, workerData } from 'node:worker_threads';
import { GrundwachtError } from '../contract/errors.js';
import { loadRules } from '../detect/rules.js';
import { Examiner } from './examiner.js';
import type { ThreadAnswers, ThreadReady, ThreadReply, ThreadRequest, ThreadSetup } from './protocol.js';
import { SharedGuard } from './shared-guard.js';

type Answer = ThreadReady | ThreadAnswers[keyof ThreadAnswers];

/**
 * The life of a detection thread: reads the rules, then answers one request after the other.
 * @param createGuard for tests: rules that are slow, or that end the thread
 */
export function runThread(
  createGuard = (cells: Int32Array, rules: readonly string[]) => new SharedGuard(cells, rules.length),
): void {
  const port = parentPort;
  if (port === null) throw new Error('this function is the start of a worker thread');
  const setup = workerData as ThreadSetup;
  const reply = (message: ThreadReply, transfer: Transferable[] = []): void =>
    port.postMessage(message, transfer);

  const loaded = loadRules(setup.sources, { pipelines: setup.pipelines });
  const { infos, problems } = loaded;
  const guard = createGuard(
    setup.cells,
    infos.map(({ id }) => id),
  );
  const examiner = new Examiner(loaded, { ...setup, guard });
  examiner.quarantine(setup.quarantined);
  examiner.setPolicies(setup.policies);
  examiner.setIndicators(setup.indicators);
  examiner.setPseudonyms(setup.pseudonyms);

  port.on('message', (request: ThreadRequest) => {
    try {
      const value = answer(examiner, request);
      reply({ ok: true, value }, buffersOf(value));
    } catch (error) {
      if (!(error instanceof GrundwachtError)) throw error;
      reply({ ok: false, code: error.code, message: error.message });
    }
  });
  reply({ ok: true, value: { infos: infos.map((info) => ({ ...info, source: '' })), problems } });
}

/** What is handed over instead of being copied. */
function buffersOf(value: Answer): Transferable[] {
  if (value instanceof Uint8Array) return [value.buffer as ArrayBuffer];
  return value !== null && 'rows' in value && value.rows !== undefined ? [value.rows.bytes.buffer] : [];
}

function answer(examiner: Examiner, request: ThreadRequest): Answer {
  switch (request.type) {
    case 'examine':
      return examiner.examine(request);
    case 'correlate':
      return examiner.correlate(request.fed, request.next, request.results);
    case 'snapshot':
      return examiner.snapshot();
    case 'restore':
      return examiner.restore(request.snapshot);
    case 'policies':
      return examiner.setPolicies(request.state);
    case 'indicators':
      examiner.setIndicators(request.state);
      return null;
    case 'pseudonyms':
      examiner.setPseudonyms(request.state);
      return null;
    case 'quarantine':
      examiner.quarantine(request.rules);
      return null;
  }
}
