import t from 'tap';
import { each } from '../../server/store/each.js';

t.test('what fails for one keeps no other from it, and is told at the end', async (t) => {
  const done: string[] = [];
  const work = async (tenant: string): Promise<void> => {
    if (tenant.startsWith('bad')) throw new Error(tenant);
    done.push(tenant);
  };
  await each([], work);
  await each(['a', 'b'], work);
  await t.rejects(each(['c', 'bad', 'd'], work), new Error('bad'));
  const two = each(['bad 1', 'e', 'bad 2'], work);
  await t.rejects(two, { name: 'AggregateError', errors: [{ message: 'bad 1' }, { message: 'bad 2' }] });
  t.same(done, ['a', 'b', 'c', 'd', 'e'], 'one after the other');
});
