import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReviewedRule, RuleImport } from '../../../server/contract/rule-import.js';
import { applyImport, getRuleTexts } from '../../api/rule-imports.js';
import { Button } from '../../components/button.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { DiffView } from '../../components/diff-view.js';
import { LevelMark } from '../../components/level.js';
import { ErrorNotice, Loading, Notice } from '../../components/notice.js';
import { PickBox, withPick } from '../../components/pick-box.js';
import { TableSearch } from '../../components/table-search.js';
import { Toggles } from '../../components/toggles.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { RuleProblems } from './rule-problems.js';
import { type Effect, mostTried, useImportEffect } from './use-import-effect.js';

const kinds = ['added', 'changed', 'removed'] as const;

interface TableParts {
  picked: ReadonlySet<string>;
  effects: ReadonlyMap<string, Effect> | undefined;
  onPick(id: string, selected: boolean): void;
  onCompare(rule: ReviewedRule): void;
}

function columns(
  { t, number }: Messages,
  { picked, effects, onPick, onCompare }: TableParts,
): Column<ReviewedRule>[] {
  const figure = (count: number | undefined) => (count === undefined ? '–' : number(count));
  const shown = (rule: ReviewedRule) => {
    const effect = effects?.get(rule.id);
    return effect === undefined ? '' : `${figure(effect.before)} → ${figure(effect.after)}`;
  };
  return [
    {
      id: 'pick',
      header: t('rules.import.pick'),
      cell: ({ id, title }) => (
        <PickBox
          label={t('rules.import.pick_this', { title })}
          isSelected={picked.has(id)}
          onChange={(selected) => onPick(id, selected)}
        />
      ),
    },
    {
      id: 'title',
      header: t('rules.column.title'),
      value: ({ title }) => title,
      rowHeader: true,
      cell: ({ title }) => title,
    },
    {
      id: 'kind',
      header: t('rules.import.kind'),
      value: ({ kind }) => kind,
      cell: ({ kind, changes }) => (
        <span className="gw-tags">
          <span className="gw-tag">{t(`rules.import.kind.${kind}`)}</span>
          {changes.map((change) => (
            <span key={change} className="gw-tag">
              {t(`rules.import.change.${change}`)}
            </span>
          ))}
        </span>
      ),
    },
    {
      id: 'level',
      header: t('rules.column.level'),
      value: ({ level }) => level.after ?? level.before ?? '',
      cell: ({ level: { before, after } }) => (
        <span className="gw-import-change">
          {before === null ? null : <LevelMark level={before} />}
          {before !== null && after !== null && before !== after ? ' → ' : ''}
          {after === null || after === before ? null : <LevelMark level={after} />}
        </span>
      ),
    },
    {
      id: 'status',
      header: t('rules.status'),
      value: ({ status }) => status.after ?? status.before ?? '',
      cell: ({ status: { before, after } }) =>
        before === after ? before : [before, after].filter((each) => each !== null).join(' → '),
      minor: true,
    },
    ...(effects === undefined
      ? []
      : [{ id: 'effect', header: t('rules.import.effect'), cell: shown, align: 'end' as const }]),
    {
      id: 'actions',
      header: t('rules.import.text'),
      cell: (rule) => (
        <Button
          small
          variant="tertiary"
          label={t('rules.import.compare')}
          aria-label={t('rules.import.compare_this', { title: rule.title })}
          onPress={() => onCompare(rule)}
        />
      ),
    },
  ];
}

function TextDialog({ review, rule, onClose }: { review: RuleImport; rule: ReviewedRule; onClose(): void }) {
  const { data, error } = useQuery({
    queryKey: ['rule-import', review.id, rule.id],
    queryFn: ({ signal }) => getRuleTexts(review.id, rule.id, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Dialog wide isOpen title={rule.title} onClose={onClose}>
      {error ? <ErrorNotice error={error} /> : null}
      {!data && !error ? <Loading /> : null}
      {data ? <DiffView label={rule.title} before={data.before ?? ''} after={data.after ?? ''} /> : null}
    </Dialog>
  );
}

interface ImportReviewProps {
  review: RuleImport;
  onApplied(set: string, rules: number): void;
}

/** What another edition of a set would add, change and leave out; what is chosen is taken over as one act. */
export function ImportReview({ review, onApplied }: ImportReviewProps) {
  const messages = useMessages();
  const { t, number, plural } = messages;
  const queries = useQueryClient();
  const [picked, setPicked] = useState<ReadonlySet<string>>(() => new Set(review.rules.map(({ id }) => id)));
  const [shown, setShown] = useState<(typeof kinds)[number][]>([]);
  const [text, setText] = useState('');
  const [compared, setCompared] = useState<ReviewedRule>();
  const effect = useImportEffect(review);
  const apply = useMutation({
    mutationFn: () => applyImport(review.id, [...picked]),
    onSuccess: async ({ set, rules }) => {
      await queries.invalidateQueries({ queryKey: ['rules'] });
      onApplied(set, rules);
    },
  });
  const wanted = text.trim().toLowerCase();
  const rows = review.rules.filter(
    ({ kind, title, id }) =>
      (shown.length === 0 || shown.includes(kind)) &&
      [title, id].some((each) => each.toLowerCase().includes(wanted)),
  );
  const count = (kind: (typeof kinds)[number]) => review.rules.filter((rule) => rule.kind === kind).length;
  const pickAll = (selected: boolean) =>
    setPicked(rows.reduce((all, { id }) => withPick(all, id, selected), picked as Set<string>));
  return (
    <div className="gw-stack">
      <Notice
        tone="info"
        title={t('rules.import.summary', {
          archive: review.archive,
          usable: number(review.usable),
          unchanged: number(review.unchanged),
          refused: number(review.problems.length),
        })}
      >
        <p>{t('rules.import.licence', { licence: review.licence })}</p>
      </Notice>
      {review.rules.length === 0 ? (
        <p>{t('rules.import.nothing')}</p>
      ) : (
        <section className="gw-panel gw-stack" aria-labelledby="differences">
          <h2 id="differences" className="gw-panel__title">
            {t('rules.import.differences')}
          </h2>
          <div className="gw-filters">
            <Toggles
              label={t('rules.import.kind')}
              options={kinds.map((value) => ({
                value,
                label: (
                  <>
                    {t(`rules.import.kind.${value}`)}
                    <span className="gw-tabs__count">{number(count(value))}</span>
                  </>
                ),
              }))}
              selected={shown}
              onChange={setShown}
            />
            <TableSearch label={t('rules.search')} value={text} onChange={setText} />
          </div>
          <div className="gw-toolbar">
            <Button small label={t('rules.import.pick_all')} onPress={() => pickAll(true)} />
            <Button small label={t('rules.import.pick_none')} onPress={() => pickAll(false)} />
            <Button
              small
              label={t('rules.import.estimate')}
              isPending={effect.isPending}
              isDisabled={rows.length === 0}
              onPress={() => effect.mutate(rows.slice(0, mostTried).map(({ id }) => id))}
            />
            <span className="gw-muted" role="status">
              {effect.data ? t('rules.import.estimated') : plural('rules.import.picked', picked.size)}
            </span>
          </div>
          {effect.error ? <ErrorNotice error={effect.error} onRetry={effect.reset} /> : null}
          <DataTable
            caption={t('rules.import.differences')}
            columns={columns(messages, {
              picked,
              effects: effect.data,
              onPick: (id, selected) => setPicked(withPick(picked, id, selected)),
              onCompare: setCompared,
            })}
            rows={rows}
            rowId={({ id }) => id}
            initialSort={{ id: 'kind', desc: true }}
            rowsAtOnce={100}
          />
          <div className="gw-form__actions">
            <Button
              variant="primary"
              label={plural('rules.import.apply', picked.size)}
              isDisabled={picked.size === 0}
              isPending={apply.isPending}
              onPress={() => apply.mutate()}
            />
          </div>
          {apply.error ? <ErrorNotice error={apply.error} /> : null}
        </section>
      )}
      {review.problems.length > 0 ? (
        <section className="gw-stack" aria-labelledby="unsupported">
          <h2 id="unsupported" className="gw-panel__title">
            {t('rules.import.unsupported')}
          </h2>
          <RuleProblems problems={review.problems} />
        </section>
      ) : null}
      {compared ? (
        <TextDialog review={review} rule={compared} onClose={() => setCompared(undefined)} />
      ) : null}
    </div>
  );
}
