import { useQuery } from '@tanstack/react-query';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { StructureEntry } from '../../../server/contract/structure.js';
import { getObjectHistory } from '../../api/structure.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { type MessageKey, useMessages } from '../../i18n/messages.js';

interface ObjectHistoryProps {
  id: string;
  byId: ReadonlyMap<string, TargetObject>;
}

/** Who changed what of an object, its relations and its protection needs; latest first. */
export function ObjectHistory({ id, byId }: ObjectHistoryProps) {
  const { t } = useMessages();
  const { data, error, refetch } = useQuery({
    queryKey: ['structure', 'history', id],
    queryFn: ({ signal }) => getObjectHistory(id, signal),
  });
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={4} />;
  const shown = (field: string, value: unknown): string => {
    if (value === null || value === undefined || value === '') return '–';
    if (Array.isArray(value)) return value.join(', ');
    if (typeof value !== 'string') return JSON.stringify(value);
    if (Object.hasOwn(wordsOf, field))
      return t(`${wordsOf[field as keyof typeof wordsOf]}.${value}` as MessageKey);
    return byId.get(value)?.key ?? value;
  };
  return (
    <ol className="gw-history">
      {data.items.map((entry, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry has no id, and none is ever inserted before another
        <li key={at}>
          <span className="gw-history__line">
            <strong>{t(`history.${entry.subject}.${entry.action}`)}</strong>
            <span className="gw-muted">{entry.by}</span>
            <Time at={entry.at} full />
          </span>
          {entry.action === 'change' || entry.subject !== 'target_object' ? (
            <ul className="gw-history__fields">
              {fieldsOf(entry).map((field) => (
                <li key={field}>
                  <span className="gw-muted">{t(nameOf(field))}:</span> {shown(field, entry.old?.[field])} →{' '}
                  {shown(field, entry.new?.[field])}
                </li>
              ))}
            </ul>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

/** Fields whose values are words of the program, and where their translations are. */
const wordsOf = {
  kind: 'relation',
  level: 'need.level',
  dimension: 'need.dimension',
  type: 'target_type',
  status: 'target_status',
} as const;

const otherFields = ['from', 'to', 'kind', 'note', 'dimension', 'level', 'reason', 'scenarios', 'override'];

const nameOf = (field: string): MessageKey =>
  (otherFields.includes(field) ? `history.field.${field}` : `import.field.${field}`) as MessageKey;

function fieldsOf({ old, new: next }: StructureEntry): string[] {
  const differs = (field: string): boolean => JSON.stringify(old?.[field]) !== JSON.stringify(next?.[field]);
  const blank = (value: unknown): boolean => value === undefined || value === null || value === '';
  return Object.keys({ ...old, ...next }).filter(
    (field) => differs(field) && !(blank(old?.[field]) && blank(next?.[field])),
  );
}
