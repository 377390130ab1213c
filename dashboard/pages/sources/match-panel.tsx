import { useState } from 'react';
import { Link } from 'react-router';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { SourceForm } from '../signals/source-form.js';
import { useSourceDeeds } from '../signals/use-source-deeds.js';
import { useDomain } from '../structure/use-domain.js';
import { useMayChange } from '../structure/use-may-change.js';
import { useMatches } from './use-sources.js';

const looks = { matched: 'yes', ambiguous: 'partial', unknown: 'no', ignored: 'dispensable' } as const;

/** Which target object of the structure analysis the source is; one that nobody knows can be adopted. */
export function MatchPanel({ tenant, name }: { tenant: string; name: string }) {
  const { t } = useMessages();
  const mayChange = useMayChange();
  const { ref } = useDomain();
  const [asking, setAsking] = useState(false);
  const { data, error } = useMatches(tenant);
  const { decide, forget } = useSourceDeeds(tenant, () => setAsking(false));
  const match = data?.items.find((each) => each.name === name);
  const domain = ref?.tenant === tenant ? ref : undefined;
  const fault = error ?? forget.error ?? (asking ? null : decide.error);
  return (
    <section className="gw-panel" aria-labelledby="match">
      <h2 id="match" className="gw-panel__title">
        {t('sources.match')}
      </h2>
      {fault ? <ErrorNotice error={fault} /> : null}
      {!data && !error ? <Loading rows={2} /> : null}
      {data && !match ? <p className="gw-muted">{t('sources.match_none')}</p> : null}
      {match ? (
        <>
          <p>
            <span className={`gw-status gw-status--${looks[match.state]}`}>
              {t(`signals.sources.${match.state}`)}
            </span>{' '}
            {match.by === 'none' ? null : (
              <span className="gw-muted">{t(`sources.match_by.${match.by}`)}</span>
            )}
          </p>
          {match.objects.map(({ id, key, name: title }) => (
            <p key={id}>
              <Link to={`/target-objects/${id}`}>
                {key} {title}
              </Link>
            </p>
          ))}
          {match.reason ? <p className="gw-prose">{match.reason}</p> : null}
          {mayChange && domain ? (
            <div className="gw-toolbar">
              {match.state === 'unknown' && !name.includes('/') ? (
                <Button
                  small
                  icon="add"
                  label={t('signals.sources.adopt')}
                  aria-label={t('signals.sources.adopt_of', { name })}
                  isPending={decide.isPending}
                  onPress={() => decide.mutate({ name, adopt: { domain: domain.domain } })}
                />
              ) : null}
              {match.by === 'decision' ? (
                <Button
                  small
                  variant="tertiary"
                  label={t('signals.sources.forget')}
                  isPending={forget.isPending}
                  onPress={() => forget.mutate(name)}
                />
              ) : (
                <Button
                  small
                  variant="tertiary"
                  label={t('signals.sources.decide')}
                  onPress={() => setAsking(true)}
                />
              )}
            </div>
          ) : null}
        </>
      ) : null}
      <Dialog
        title={t('signals.sources.decide_of', { name })}
        isOpen={asking}
        onClose={() => setAsking(false)}
      >
        {match && domain ? (
          <SourceForm
            domain={domain}
            source={match}
            error={decide.error}
            isPending={decide.isPending}
            onDecide={(body) => decide.mutate(body)}
            onClose={() => setAsking(false)}
          />
        ) : null}
      </Dialog>
    </section>
  );
}
