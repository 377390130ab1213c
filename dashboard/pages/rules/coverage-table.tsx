import { Link } from 'react-router';
import type { RuleCoverage, TechniqueCoverage } from '../../../server/contract/rule-coverage.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { rulesOfTechnique } from './coverage-matrix.js';
import { useTenant } from './tenant-select.js';

function columns(
  { t, number }: Messages,
  { tactics }: RuleCoverage,
  tenant: string,
): Column<TechniqueCoverage>[] {
  const names = new Map(tactics.map(({ id, name }) => [id, name]));
  const tacticsOf = (technique: TechniqueCoverage) =>
    technique.tactics.map((id) => names.get(id) ?? id).join(', ');
  const figure = (id: 'rules' | 'in_force' | 'effective'): Column<TechniqueCoverage> => ({
    id,
    header: t(`rules.coverage.column.${id}`),
    value: (technique) => technique[id],
    cell: (technique) => number(technique[id]),
    align: 'end',
    minor: id !== 'effective',
  });
  return [
    {
      id: 'technique',
      header: t('rules.coverage.column.technique'),
      value: ({ id }) => id,
      rowHeader: true,
      cell: ({ id, name }) => (
        <Link className="gw-table__link" to={rulesOfTechnique(id, tenant)}>
          {id} {name}
        </Link>
      ),
    },
    {
      id: 'tactics',
      header: t('rules.coverage.column.tactics'),
      value: tacticsOf,
      cell: tacticsOf,
      minor: true,
    },
    {
      id: 'state',
      header: t('rules.coverage.column.state'),
      value: ({ state }) => state,
      cell: ({ state }) => (
        <span className="gw-attack__state">
          <span className={`gw-attack__key gw-attack__key--${state}`} aria-hidden="true" />
          {t(`rules.coverage.state.${state}`)}
        </span>
      ),
    },
    figure('rules'),
    figure('in_force'),
    figure('effective'),
    {
      id: 'sub',
      header: t('rules.coverage.column.sub_techniques'),
      value: ({ sub_techniques }) => sub_techniques.length,
      cell: ({ sub_techniques }) => sub_techniques.map(({ id }) => id.slice(5)).join(', ') || '–',
      minor: true,
    },
  ];
}

/** The same as the matrix, as a table that can be sorted. */
export function CoverageTable({ coverage }: { coverage: RuleCoverage }) {
  const messages = useMessages();
  const tenant = useTenant();
  return (
    <DataTable
      caption={messages.t('rules.coverage')}
      columns={columns(messages, coverage, tenant)}
      rows={coverage.techniques}
      rowId={({ id }) => id}
      initialSort={{ id: 'technique', desc: false }}
    />
  );
}
