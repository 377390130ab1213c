import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { Dimension, ObjectProtectionNeeds } from '../../../server/contract/protection.js';
import { getProtectionNeeds } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Term } from '../../components/term.js';
import type { TermId } from '../../glossary/glossary.js';
import { useMessages } from '../../i18n/messages.js';
import { useMayChange } from '../structure/use-may-change.js';
import { NeedForm } from './need-form.js';
import { NeedMark } from './need-mark.js';
import { NeedPath } from './need-path.js';

export const dimensions: readonly Dimension[] = ['confidentiality', 'integrity', 'availability'];
export const dimensionTerms = {
  confidentiality: 'vertraulichkeit',
  integrity: 'integritaet',
  availability: 'verfuegbarkeit',
} as const satisfies Record<Dimension, TermId>;
const effectTerms = { cumulation: 'kumulationseffekt', distribution: 'verteilungseffekt' } as const;

/** An object's protection need in each dimension: its level, what was said, and the path that explains it. */
export function NeedPanel({ object }: { object: TargetObject }) {
  const { t } = useMessages();
  const mayChange = useMayChange();
  const [editing, setEditing] = useState<Dimension>();
  const { data, error, refetch } = useQuery({
    queryKey: ['structure', 'needs', object.id],
    queryFn: ({ signal }) => getProtectionNeeds(object.id, signal),
  });
  const stated = data?.stated.find(({ dimension }) => dimension === editing);
  return (
    <section className="gw-panel" aria-labelledby="needs">
      <h2 id="needs" className="gw-panel__title">
        {t('need.title')}
      </h2>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={3} /> : null}
      {data
        ? dimensions.map((dimension) => (
            <div key={dimension} className="gw-need-row">
              <h3 className="gw-need-row__title">
                <Term id={dimensionTerms[dimension]}>{t(`need.dimension.${dimension}`)}</Term>
              </h3>
              <NeedMark
                level={data.effective[dimension]}
                cause={data.effective.derivation[dimension].cause}
              />
              {mayChange ? (
                <span className="gw-need-row__action">
                  <Button
                    small
                    variant="tertiary"
                    icon="edit"
                    label={t('need.assess_this', { dimension: t(`need.dimension.${dimension}`) })}
                    onPress={() => setEditing(dimension)}
                  />
                </span>
              ) : null}
              <NeedExplanation needs={data} dimension={dimension} />
            </div>
          ))
        : null}
      <Dialog
        wide
        title={`${editing ? t(`need.dimension.${editing}`) : ''}: ${object.key} ${object.name}`}
        isOpen={stated !== undefined}
        onClose={() => setEditing(undefined)}
      >
        {stated ? <NeedForm object={object} stated={stated} onClose={() => setEditing(undefined)} /> : null}
      </Dialog>
    </section>
  );
}

/** Why an object has its level: what was said of it, or the way from the object where the level arose. */
export function NeedExplanation({
  needs,
  dimension,
}: {
  needs: ObjectProtectionNeeds;
  dimension: Dimension;
}) {
  const { t } = useMessages();
  const { cause, own, inherited } = needs.effective.derivation[dimension];
  const path = needs.paths[dimension];
  const { override, reason, scenarios } = needs.stated.find((each) => each.dimension === dimension)!;
  return (
    <div className="gw-need-row__why">
      <p>
        {t(`need.why.${cause}`, {
          own: own ? t(`need.level.${own}`) : '–',
          inherited: inherited ? t(`need.level.${inherited}`) : '–',
        })}
        {reason ? ` ${reason}` : ''}
      </p>
      {override ? (
        <p>
          <Term id={effectTerms[override.effect]}>
            {t(`need.override_line.${override.effect}`, { level: t(`need.level.${override.level}`) })}
          </Term>{' '}
          {override.reason}
        </p>
      ) : null}
      {Object.entries(scenarios).map(([scenario, said]) => (
        <p key={scenario} className="gw-muted">
          {t(`need.scenario.${scenario as keyof typeof scenarios}`)}: {t(`need.level.${said.level}`)}
          {said.reason ? `. ${said.reason}` : ''}
        </p>
      ))}
      {path.length > 1 ? (
        <>
          <p className="gw-muted">
            <Term id="maximumprinzip">{t('need.path')}</Term>
          </p>
          <NeedPath path={path} />
        </>
      ) : null}
    </div>
  );
}
