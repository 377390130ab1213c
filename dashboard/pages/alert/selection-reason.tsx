import type { ReasonItem, ReasonSelection } from '../../../server/contract/alert-reason.js';
import { Foreign } from '../../components/foreign.js';
import { Icon } from '../../components/icon.js';
import { type MessageKey, useMessages } from '../../i18n/messages.js';

/** Modifiers that have a word; the others are shown as Sigma writes them. */
const words: Readonly<Record<string, MessageKey>> = {
  contains: 'alert.test.contains',
  startswith: 'alert.test.startswith',
  endswith: 'alert.test.endswith',
  re: 'alert.test.re',
  cidr: 'alert.test.cidr',
  gt: 'alert.test.gt',
  gte: 'alert.test.gte',
  lt: 'alert.test.lt',
  lte: 'alert.test.lte',
  neq: 'alert.test.neq',
  exists: 'alert.test.exists',
  fieldref: 'alert.test.fieldref',
  all: 'alert.test.all',
};

/** Sub-modifiers of `re`, which say nothing to who reads the pattern. */
const regexFlags = new Set(['i', 'm', 's']);

function Test({ modifiers }: Pick<ReasonItem, 'modifiers'>) {
  const { t } = useMessages();
  const names = modifiers
    .filter((modifier) => !regexFlags.has(modifier))
    .map((modifier) => {
      const key = words[modifier];
      return key === undefined ? modifier : t(key);
    });
  return <>{names.length === 0 ? t('alert.test.is') : names.join(', ')}</>;
}

/** What the rule asks of one field, and what the event has there. */
function ItemRow({ item }: { item: ReasonItem }) {
  const { t, plural } = useMessages();
  const held = item.values.filter(({ holds }) => holds);
  const shown = held.length > 0 ? held : item.values.slice(0, 3);
  const others = item.values_total - shown.length;
  return (
    <tr className={item.holds ? '' : 'gw-reason__row--off'}>
      <th scope="row" className="gw-reason__field">
        {item.field === null ? t('alert.keyword') : <Foreign text={item.field} />}
      </th>
      <td className="gw-reason__test">
        <Test modifiers={item.modifiers} />
      </td>
      <td className="gw-reason__values">
        {shown.map(({ text }) => (
          <code key={text} className="gw-reason__value">
            <Foreign text={text === '' ? '""' : text} />
          </code>
        ))}
        {others > 0 ? (
          <span className="gw-muted gw-reason__more">{plural('alert.more_values', others)}</span>
        ) : null}
      </td>
      <td className="gw-reason__found">
        {item.found.length === 0 ? (
          <span className="gw-muted">{item.holds ? t('alert.found_nothing') : t('alert.not_found')}</span>
        ) : (
          item.found.slice(0, 3).map(({ field, value }) => (
            <span key={field + value} className="gw-reason__hit">
              {field === item.field ? null : <span className="gw-muted">{field}: </span>}
              <mark className="gw-hit">
                <Foreign text={value.length > 200 ? `${value.slice(0, 200)}…` : value} />
              </mark>
            </span>
          ))
        )}
      </td>
    </tr>
  );
}

function Items({ items, label }: { items: readonly ReasonItem[]; label: string }) {
  const { t } = useMessages();
  return (
    <div className="gw-table-scroll">
      <table className="gw-reason__items">
        <caption className="kern-sr-only">{label}</caption>
        <thead>
          <tr>
            <th scope="col">{t('alert.column.field')}</th>
            <th scope="col">{t('alert.column.test')}</th>
            <th scope="col">{t('alert.column.value')}</th>
            <th scope="col">{t('alert.column.found')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <ItemRow key={`${item.line}:${item.field}`} item={item} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const icons = { present: 'check', absent: 'minus', none: 'minus' } as const;

/** A search identifier of the rule: whether it held, and by which of its fields. */
export function SelectionReason({ selection }: { selection: ReasonSelection }) {
  const { t, plural } = useMessages();
  const { name, part, holds, alternatives, alternatives_total: total } = selection;
  const shown = holds ? alternatives.filter((each) => each.holds).slice(0, 2) : [];
  const state = part === 'present' ? 'alert.held' : part === 'absent' ? 'alert.rightly_absent' : null;
  const label = t('alert.selection', { name });
  return (
    <li className={`gw-reason gw-reason--${part}`}>
      <p className="gw-reason__head">
        <Icon name={icons[part]} />
        <code className="gw-reason__name">
          <Foreign text={name} />
        </code>
        <span className="gw-reason__state">
          {t(state ?? (holds ? 'alert.held_undecided' : 'alert.not_held'))}
        </span>
        {total > 1 && holds ? (
          <span className="gw-muted">{plural('alert.one_of_alternatives', total)}</span>
        ) : null}
      </p>
      {shown.map(({ items }) => (
        <Items key={items[0]?.line ?? 0} items={items} label={label} />
      ))}
      {!holds && alternatives[0] ? (
        <details className="gw-reason__details">
          <summary>{t('alert.what_it_asks')}</summary>
          <Items items={alternatives[0].items} label={label} />
        </details>
      ) : null}
    </li>
  );
}
