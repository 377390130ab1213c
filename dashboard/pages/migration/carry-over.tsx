import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { InformationDomain } from '../../../server/contract/structure.js';
import { carryOver, type Move } from '../../api/migration.js';
import { Button } from '../../components/button.js';
import { ErrorNotice, Notice } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';

interface CarryOverProps {
  move: Move;
  domain: InformationDomain;
  mayChange: boolean;
}

/** Takes the accepted proposals into the check by the new edition. */
export function CarryOver({ move, domain, mayChange }: CarryOverProps) {
  const { t, plural, language } = useMessages();
  const queries = useQueryClient();
  const carry = useMutation({
    mutationFn: () => carryOver(move, domain.id, language),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['check'] }),
  });
  if (!mayChange) return null;
  return (
    <section className="gw-panel gw-carry-over" aria-label={t('migration.carry_over')}>
      <div className="gw-carry-over__line">
        <p>{t('migration.carry_over_text', { domain: domain.name })}</p>
        <Button
          small
          label={t('migration.carry_over')}
          isPending={carry.isPending}
          onPress={() => carry.mutate()}
        />
      </div>
      {carry.error ? <ErrorNotice error={carry.error} /> : null}
      {carry.data ? (
        <Notice tone="success" title={plural('migration.carried', carry.data.answers)}>
          {carry.data.left.length > 0 ? (
            <p>
              {plural('migration.carried_left', carry.data.left.length)}{' '}
              <Link to="/modelling">{t('modelling.title')}</Link>
            </p>
          ) : null}
        </Notice>
      ) : null}
    </section>
  );
}
