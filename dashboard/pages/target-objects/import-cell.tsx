import type {
  ImportField,
  ImportProblem,
  ImportRow,
  Mapping,
} from '../../../server/contract/structure-import.js';
import { Icon } from '../../components/icon.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { statuses, types } from './draft.js';

/** What is wrong, in words; as the server says it where it says more than the language here knows. */
export const faultText = ({ t }: Messages, { reason, given }: ImportProblem): string =>
  t(`import.reason.${reason}`, { given });

/** A stored value as a person reads it. */
function stored({ t }: Messages, field: ImportField, value: string): string {
  const type = types.find((each) => each === value);
  if (field === 'type' && type) return t(`target_type.${type}`);
  const status = statuses.find((each) => each === value);
  if (field === 'status' && status) return t(`target_status.${status}`);
  if (field === 'is_group') return t(value === 'true' ? 'import.yes' : 'import.no');
  return value || '–';
}

interface ImportCellProps {
  row: ImportRow;
  field: ImportField;
  mapping: Mapping;
  /** Of this cell. */
  problems: readonly ImportProblem[];
}

/** A cell of the file: what stands there, what it would replace, and what is wrong with it. */
export function ImportCell({ row, field, mapping, problems }: ImportCellProps) {
  const messages = useMessages();
  const text = row.cells[mapping[field] ?? -1]?.trim() ?? '';
  if (problems.length > 0) {
    return (
      <div className="gw-import-cell gw-import-cell--wrong">
        <span>{text || messages.t('targets.blank')}</span>
        {problems.map((problem) => (
          <span key={problem.message} className="gw-import-cell__fault">
            <Icon name="error" />
            {faultText(messages, problem)}
          </span>
        ))}
      </div>
    );
  }
  const change = row.action === 'change' ? row.changes.find((each) => each.field === field) : undefined;
  if (change === undefined) return <span className="gw-import-cell">{text}</span>;
  return (
    <div className="gw-import-cell gw-import-cell--change">
      <del>
        <span className="kern-sr-only">{messages.t('import.before')} </span>
        {stored(messages, field, change.from)}
      </del>
      <ins>
        <span className="kern-sr-only">{messages.t('import.after')} </span>
        {stored(messages, field, change.to)}
      </ins>
    </div>
  );
}
