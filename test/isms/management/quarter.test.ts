import t from 'tap';
import { quartersOf } from '../../../server/isms/management/quarter.js';

t.test('the calendar quarter, and the one before', async (t) => {
  t.same(quartersOf('2026-11-22'), {
    quarter: { from: '2026-10-01', until: '2026-11-22' },
    previous: { from: '2026-07-01', until: '2026-09-30' },
  });
  t.same(quartersOf('2027-01-01'), {
    quarter: { from: '2027-01-01', until: '2027-01-01' },
    previous: { from: '2026-10-01', until: '2026-12-31' },
  });
  t.same(quartersOf('2028-06-30').previous, { from: '2028-01-01', until: '2028-03-31' });
});
