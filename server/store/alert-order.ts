import { type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import type { AlertOrder } from '../contract/alert.js';
import { GrundwachtError } from '../contract/errors.js';
import { levels } from '../contract/levels.js';
import type { AlertTable } from './alert-tables.js';
import type { Keyset } from './cursor.js';
import type { Database } from './tables.js';

type AlertSelect = SelectQueryBuilder<Database, 'alert', Selectable<AlertTable>>;

interface Order {
  sort(select: AlertSelect): AlertSelect;
  /** @returns the rows behind the one that the keyset names */
  after(select: AlertSelect, keyset: Keyset): AlertSelect;
  keyset(row: Selectable<AlertTable>): Keyset;
}

const rank = sql<number>`array_position(array[${sql.join(levels)}]::text[], rule_level)`;
const plain = ({ id, last_seen }: Selectable<AlertTable>): Keyset => ({ time: last_seen.getTime(), id });

const orders: Record<AlertOrder, Order> = {
  latest: {
    sort: (select) => select.orderBy('last_seen', 'desc').orderBy('id', 'desc'),
    after: (select, { time, id }) =>
      select.where(sql<boolean>`(last_seen, id) < (${new Date(time)}, ${id}::uuid)`),
    keyset: plain,
  },
  oldest: {
    sort: (select) => select.orderBy('last_seen').orderBy('id'),
    after: (select, { time, id }) =>
      select.where(sql<boolean>`(last_seen, id) > (${new Date(time)}, ${id}::uuid)`),
    keyset: plain,
  },
  severity: {
    sort: (select) => select.orderBy(rank, 'desc').orderBy('last_seen', 'desc').orderBy('id', 'desc'),
    after: (select, { time, id, rank: level }) => {
      if (level === undefined) {
        throw new GrundwachtError('CURSOR_INVALID', {
          pointer: '/cursor',
          message: 'it is of a list in another order',
        });
      }
      return select.where(
        sql<boolean>`(${rank}, last_seen, id) < (${level}, ${new Date(time)}, ${id}::uuid)`,
      );
    },
    keyset: (row) => ({ ...plain(row), rank: levels.indexOf(row.rule_level) + 1 }),
  },
};

/** @returns how a list in an order is sorted and paged; the id breaks ties */
export function orderOf(order: AlertOrder = 'latest'): Order {
  return orders[order];
}
