import t from 'tap';
import { transitions, triage } from '../../server/alert/triage.js';
import { alertStates } from '../../server/contract/alert.js';

const current = (state: (typeof alertStates)[number]) => ({
  state,
  close_reason: state === 'closed' ? ('benign' as const) : null,
  assignee: state === 'new' ? null : 'anna',
});

for (const from of alertStates) {
  for (const to of alertStates) {
    const allowed = (transitions[from] as readonly string[]).includes(to);
    t.test(`${from} -> ${to} is ${allowed ? 'allowed' : 'refused'}`, async (t) => {
      const change = to === 'closed' ? { state: to, reason: 'test' as const } : { state: to };
      if (allowed) t.match(triage(current(from), change, 'berta'), { state: to });
      else
        t.throws(() => triage(current(from), change, 'berta'), {
          code: 'TRANSITION_INVALID',
          message: new RegExp(`is ${from} .* not ${to}`),
        });
    });
  }
}

t.test('closing needs a reason, nothing else takes one', async (t) => {
  t.throws(() => triage(current('new'), { state: 'closed' }, 'anna'), {
    code: 'VALIDATION',
    message: /^\/reason/,
  });
  t.throws(() => triage(current('new'), { state: 'acknowledged', reason: 'benign' }, 'anna'), {
    code: 'VALIDATION',
  });
});

t.test('acknowledging assigns, closing keeps, reopening frees', async (t) => {
  t.same(triage(current('new'), { state: 'acknowledged' }, 'berta'), {
    state: 'acknowledged',
    close_reason: null,
    assignee: 'berta',
  });
  t.same(triage(current('acknowledged'), { state: 'closed', reason: 'benign' }, 'berta'), {
    state: 'closed',
    close_reason: 'benign',
    assignee: 'anna',
  });
  t.same(triage(current('closed'), { state: 'new' }, 'berta'), {
    state: 'new',
    close_reason: null,
    assignee: null,
  });
});

t.test('an assignee is named with or without another state; a closed alert has nobody at work', async (t) => {
  t.same(triage(current('new'), { assignee: 'berta' }, 'anna'), {
    state: 'new',
    close_reason: null,
    assignee: 'berta',
  });
  t.match(triage(current('acknowledged'), { assignee: null }, 'anna'), {
    state: 'acknowledged',
    assignee: null,
  });
  t.match(triage(current('new'), { state: 'acknowledged', assignee: 'berta' }, 'anna'), {
    assignee: 'berta',
  });
  t.match(triage(current('closed'), { state: 'new', assignee: 'berta' }, 'anna'), { assignee: 'berta' });
  t.throws(() => triage(current('closed'), { assignee: 'berta' }, 'anna'), { code: 'TRANSITION_INVALID' });
  t.throws(() => triage(current('new'), {}, 'anna'), { code: 'VALIDATION' });
});
