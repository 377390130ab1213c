import type { Statement } from '../../../server/contract/iso.js';
import type { Column } from '../../components/data-table.js';
import type { Messages } from '../../i18n/messages.js';
import { titleIn } from '../catalogs/titles.js';
import { ImplementationMark } from './implementation-mark.js';
import { filterOf, soaFilters } from './soa-filter.js';

/** Columns of the Statement of Applicability. */
export function soaColumns(messages: Messages, open: (statement: Statement) => void): Column<Statement>[] {
  const { t, language } = messages;
  return [
    {
      id: 'control',
      header: t('soa.control'),
      value: ({ control }) => control,
      cell: ({ control }) => <span className="gw-mono">{control}</span>,
    },
    {
      id: 'title',
      header: t('requirements.column.title'),
      rowHeader: true,
      value: (statement) => titleIn(language, statement),
      cell: (statement) => (
        <>
          <button
            type="button"
            className="gw-linkish gw-soa__title"
            aria-label={t('soa.edit_this', {
              control: `${statement.control} ${titleIn(language, statement)}`,
            })}
            onClick={() => open(statement)}
          >
            {titleIn(language, statement)}
          </button>
          {statement.justification ? (
            <span className="gw-muted gw-block gw-soa__why">{statement.justification}</span>
          ) : null}
        </>
      ),
    },
    {
      id: 'applicable',
      header: t('soa.applicability'),
      value: ({ applicable, grounds }) => (applicable ? grounds.length : -1),
      cell: (statement) => <Applicability statement={statement} messages={messages} />,
    },
    {
      id: 'state',
      header: t('soa.state'),
      value: (statement) => soaFilters.indexOf(filterOf(statement)),
      cell: (statement) => <State statement={statement} messages={messages} />,
    },
    {
      id: 'responsible',
      header: t('plan.responsible'),
      value: ({ responsible }) => responsible,
      cell: ({ responsible }) => responsible || <span className="gw-muted">–</span>,
      minor: true,
    },
  ];
}

interface CellProps {
  statement: Statement;
  messages: Messages;
}

function Applicability({ statement: { applicable, grounds }, messages: { t } }: CellProps) {
  if (!applicable) return <strong>{t('soa.not_applicable')}</strong>;
  if (grounds.length === 0) return <span className="gw-muted">{t('soa.no_grounds')}</span>;
  return grounds.map((ground) => t(`soa.ground.${ground}`)).join(', ');
}

function State({ statement: { applicable, state, derived, override }, messages: { t } }: CellProps) {
  if (!applicable) return <span className="gw-muted">–</span>;
  const why = override
    ? t('soa.overridden', { state: t(`soa.state.${derived?.state ?? 'open'}`) })
    : derived === null || derived.assessed === 0
      ? ''
      : derived.state === 'open'
        ? t('soa.proves_nothing')
        : t('soa.derived_from', { assessed: derived.assessed, mapped: derived.mapped });
  return (
    <span className="gw-soa__state">
      <ImplementationMark state={state} />
      {why ? <span className="gw-muted">{why}</span> : null}
    </span>
  );
}
