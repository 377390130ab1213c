import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { Dimension, EffectiveNeed, NeedLevel } from '../../../server/contract/protection.js';
import { getEffectiveNeeds } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { SelectField } from '../../components/fields.js';
import { Empty, ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { TableSearch } from '../../components/table-search.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { DomainSelect, useDomain } from '../structure/use-domain.js';
import { useStructure } from '../structure/use-structure.js';
import { types } from '../target-objects/draft.js';
import { NeedMark } from './need-mark.js';
import { dimensions, dimensionTerms, NeedPanel } from './need-panel.js';

interface Row {
  object: TargetObject;
  need: EffectiveNeed;
}
const ranks: Record<NeedLevel, number> = { normal: 1, high: 2, very_high: 3 };
const choices = ['all', ...types] as const;
type TypeChoice = (typeof choices)[number];

function columns({ t }: Messages, open: (object: TargetObject) => void): Column<Row>[] {
  const level = (dimension: Dimension): Column<Row> => ({
    id: dimension,
    header: t(`need.dimension.${dimension}`),
    term: dimensionTerms[dimension],
    value: ({ need }) => (need.derivation[dimension].cause === 'default' ? 0 : ranks[need[dimension]]),
    cell: ({ need }) => {
      const { cause, own, inherited } = need.derivation[dimension];
      const level = need[dimension];
      // A level that is the shown one is not said again.
      const said = (kind: 'own' | 'inherited', from: NeedLevel | null): string =>
        from === null
          ? ''
          : from === level
            ? t(`need.${kind}_alone`)
            : t(`need.${kind}_short`, { level: t(`need.level.${from}`) });
      const parts = [said('own', own), said('inherited', inherited)].filter((part) => part !== '');
      return (
        <span className="gw-need-cell">
          <NeedMark level={level} cause={cause} />
          {parts.length > 0 ? <span className="gw-muted gw-need__parts">{parts.join(', ')}</span> : null}
        </span>
      );
    },
  });
  return [
    {
      id: 'key',
      header: t('targets.key'),
      value: ({ object }) => object.key,
      cell: ({ object }) => <span className="gw-mono">{object.key}</span>,
    },
    {
      id: 'name',
      header: t('targets.name'),
      rowHeader: true,
      value: ({ object }) => object.name,
      cell: ({ object }) => (
        <Link to={`/target-objects/${object.id}`} className="gw-table__link gw-words">
          {object.name}
        </Link>
      ),
    },
    {
      id: 'type',
      header: t('targets.type'),
      value: ({ object }) => t(`target_type.${object.type}`),
      cell: ({ object }) => t(`target_type.${object.type}`),
      minor: true,
    },
    ...dimensions.map(level),
    {
      id: 'why',
      header: t('table.actions'),
      align: 'end',
      cell: ({ object }) => (
        <Button
          small
          variant="tertiary"
          iconOnly
          icon="info"
          label={t('need.why_this', { name: object.name })}
          onPress={() => open(object)}
        />
      ),
    },
  ];
}

/** The protection need of every target object (Schutzbedarfsfeststellung), and why. */
export default function ProtectionListPage() {
  const messages = useMessages();
  const { t, plural } = messages;
  const choice = useDomain();
  const structure = useStructure(choice.ref);
  const [text, setText] = useState('');
  const [type, setType] = useState<TypeChoice>('all');
  const [shown, setShown] = useState<TargetObject>();
  const needs = useQuery({
    queryKey: ['structure', 'effective', choice.ref?.domain],
    queryFn: ({ signal }) => getEffectiveNeeds(choice.ref!, signal),
    enabled: choice.ref !== undefined,
  });
  const error = choice.error ?? structure.error ?? needs.error;
  const wanted = text.trim().toLowerCase();
  const rows =
    structure.objects &&
    needs.data?.items.flatMap((need): Row[] => {
      const object = structure.byId.get(need.target_object);
      if (object === undefined || (type !== 'all' && object.type !== type)) return [];
      return `${object.key} ${object.name}`.toLowerCase().includes(wanted) ? [{ object, need }] : [];
    });

  return (
    <Page
      title={t('need.title')}
      term="schutzbedarf"
      meta={rows ? <span className="gw-muted">{plural('targets.count', rows.length)}</span> : null}
      actions={<DomainSelect choice={choice} />}
    >
      <p className="gw-lead">{t('need.lead')}</p>
      {error ? (
        <ErrorNotice
          error={error}
          onRetry={() => {
            choice.retry();
            structure.retry();
            void needs.refetch();
          }}
        />
      ) : null}
      {!rows && !error ? <Loading rows={8} /> : null}
      {structure.objects && structure.objects.length > 0 ? (
        <div className="gw-toolbar">
          <TableSearch label={t('dependencies.search')} value={text} onChange={setText} />
          <SelectField
            hideLabel
            label={t('targets.type')}
            value={type}
            options={choices.map((value) => ({
              value,
              label: value === 'all' ? t('targets.all_types') : t(`target_type.${value}`),
            }))}
            onChange={(next) => setType(next)}
          />
        </div>
      ) : null}
      {rows && rows.length > 0 ? (
        <DataTable
          caption={t('need.title')}
          columns={columns(messages, setShown)}
          rows={rows}
          rowId={({ object }) => object.id}
          initialSort={{ id: 'key', desc: false }}
        />
      ) : null}
      {rows?.length === 0 ? (
        <Empty
          icon="targets"
          title={t(structure.objects?.length === 0 ? 'targets.empty' : 'targets.empty_filtered')}
        >
          <p>{t(structure.objects?.length === 0 ? 'targets.empty_text' : 'empty.narrowed')}</p>
          {structure.objects?.length === 0 ? <Link to="/target-objects">{t('targets.title')}</Link> : null}
        </Empty>
      ) : null}
      <Dialog
        wide
        title={`${shown?.key ?? ''} ${shown?.name ?? ''}`}
        isOpen={shown !== undefined}
        onClose={() => setShown(undefined)}
      >
        {shown ? <NeedPanel object={shown} /> : null}
      </Dialog>
    </Page>
  );
}
