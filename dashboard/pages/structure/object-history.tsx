import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { StructureEntry } from '../../../server/contract/structure.js';
import { getDomainHistory, getObjectHistory } from '../../api/structure.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { type MessageKey, type Messages, useMessages } from '../../i18n/messages.js';

interface ObjectHistoryProps {
  id: string;
  byId: ReadonlyMap<string, TargetObject>;
}

/** Who changed what of an object, its relations and its protection needs; latest first. */
export function ObjectHistory({ id, byId }: ObjectHistoryProps) {
  const query = useQuery({
    queryKey: ['structure', 'history', id],
    queryFn: ({ signal }) => getObjectHistory(id, signal),
  });
  return <StructureHistory query={query} byId={byId} />;
}

/** The latest changes of a whole domain, also of objects that are gone. */
export function DomainHistory({ id, byId }: ObjectHistoryProps) {
  const query = useQuery({
    queryKey: ['structure', 'history', 'domain', id],
    queryFn: ({ signal }) => getDomainHistory(id, signal),
  });
  return <StructureHistory isNamed query={query} byId={byId} />;
}

interface StructureHistoryProps {
  query: UseQueryResult<{ items: StructureEntry[] }>;
  byId: ReadonlyMap<string, TargetObject>;
  /** Each entry says which object it is about. */
  isNamed?: boolean;
}

function StructureHistory({ query: { data, error, refetch }, byId, isNamed }: StructureHistoryProps) {
  const messages = useMessages();
  const { t } = messages;
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={4} />;
  const shown = (field: string, value: unknown): string => {
    if (value === null || value === undefined || value === '') return '–';
    if (Array.isArray(value)) return value.join(', ');
    if (typeof value === 'object') return needWords(messages, value);
    if (typeof value === 'boolean') return t(value ? 'import.yes' : 'import.no');
    if (typeof value !== 'string') return messages.number(Number(value));
    if (Object.hasOwn(wordsOf, field))
      return t(`${wordsOf[field as keyof typeof wordsOf]}.${value}` as MessageKey);
    return byId.get(value)?.key ?? value;
  };
  if (data.items.length === 0) return <p className="gw-muted">{t('check.history_empty')}</p>;
  return (
    <ol className="gw-history">
      {data.items.map((entry, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry has no id, and none is ever inserted before another
        <li key={at}>
          <span className="gw-history__line">
            <strong>{t(`history.${entry.subject}.${entry.action}`)}</strong>
            {isNamed ? <span className="gw-mono">{keyOf(entry, byId)}</span> : null}
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

/** Damage scenarios with their levels and reasons, or an effect with its own. */
function needWords({ t }: Messages, value: object): string {
  const stated = (level: string, reason: string): string =>
    [t(`need.level.${level}` as MessageKey), reason].filter((each) => each !== '').join(', ');
  if ('effect' in value) {
    const { effect, level, reason } = value as { effect: string; level: string; reason: string };
    return `${t(`need.cause.${effect}` as MessageKey)}: ${stated(level, reason)}`;
  }
  return Object.entries(value as Record<string, { level: string; reason: string }>)
    .map(
      ([name, { level, reason }]) => `${t(`need.scenario.${name}` as MessageKey)}: ${stated(level, reason)}`,
    )
    .join('; ');
}

/** The key of the object that an entry is about, also where it was deleted. */
const keyOf = (
  { target_object, old, new: next }: StructureEntry,
  byId: ReadonlyMap<string, TargetObject>,
): string => byId.get(target_object ?? '')?.key ?? String(next?.['key'] ?? old?.['key'] ?? '');

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
  const blank = (value: unknown): boolean =>
    value === undefined ||
    value === null ||
    value === '' ||
    (typeof value === 'object' && Object.keys(value).length === 0);
  return Object.keys({ ...old, ...next }).filter(
    (field) => differs(field) && !(blank(old?.[field]) && blank(next?.[field])),
  );
}
