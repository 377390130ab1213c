import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { RuleDetail } from '../../../server/contract/rule-views.js';
import { removeException } from '../../api/rules.js';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { Empty, ErrorNotice, Notice } from '../../components/notice.js';
import { TermMark } from '../../components/term.js';
import { useMessages } from '../../i18n/messages.js';
import { ExceptionDialog } from './exception-dialog.js';
import type { ExceptionView } from './exception-draft.js';
import { useTenant } from './tenant-select.js';
import { useRights } from './use-rights.js';

interface ExceptionProps {
  exception: ExceptionView;
  onEdit(): void;
  onRemove(): void;
}

function Exception({ exception, onEdit, onRemove }: ExceptionProps) {
  const { t, dateTime, date } = useMessages();
  const rights = useRights();
  const { title, reason, detection, author, created_at, expires_at, expired, problems } = exception;
  return (
    <li className="gw-panel gw-exception">
      <div className="gw-panel__head">
        <h2 className="gw-panel__title">
          {title}
          {expired ? <span className="gw-tag gw-tag--warning">{t('rules.exception.expired')}</span> : null}
        </h2>
        {rights.change ? (
          <span className="gw-exception__actions">
            <Button
              small
              iconOnly
              variant="tertiary"
              icon="edit"
              label={t('rules.exception.edit_this', { title })}
              onPress={onEdit}
            />
            <Button
              small
              iconOnly
              variant="tertiary"
              icon="remove"
              label={t('rules.exception.remove_this', { title })}
              onPress={onRemove}
            />
          </span>
        ) : null}
      </div>
      {problems.length > 0 ? (
        <Notice tone="danger" title={t('rules.exception.unusable')}>
          <ul className="gw-problems">
            {problems.map(({ line, column, message, hint }) => (
              <li key={`${line}:${column}:${message}`}>
                {t('rules.place', { line, column })}: {message} {hint}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <p className="gw-prose">{reason}</p>
      <pre className="gw-code">{detection}</pre>
      <p className="gw-muted gw-exception__meta">
        {t('rules.exception.made', { author, at: dateTime(created_at) })}
        {expires_at
          ? ` · ${t('rules.exception.until_day', { day: date(new Date(Date.parse(expires_at) - 1).toISOString()) })}`
          : ` · ${t('rules.exception.no_end')}`}
      </p>
    </li>
  );
}

/** The rule's exceptions in the tenant. */
export function RuleExceptions({ rule }: { rule: RuleDetail }) {
  const { t } = useMessages();
  const tenant = useTenant();
  const rights = useRights();
  const queries = useQueryClient();
  const [edited, setEdited] = useState<ExceptionView | 'new'>();
  const [removing, setRemoving] = useState<ExceptionView>();
  const remove = useMutation({
    mutationFn: (id: string) => removeException(rule.id, id, tenant, rule.state.version),
    onSettled: () => queries.invalidateQueries({ queryKey: ['rules'] }),
  });
  const add = rights.change ? (
    <Button small icon="add" label={t('rules.exception.add')} onPress={() => setEdited('new')} />
  ) : null;
  return (
    <div className="gw-stack">
      <p className="gw-lead gw-lead--tab">{t('rules.exceptions_text')}</p>
      {remove.error ? <ErrorNotice error={remove.error} onRetry={remove.reset} /> : null}
      {rule.exceptions.length === 0 ? (
        <Empty icon="filter" title={t('rules.no_exceptions')}>
          {add}
        </Empty>
      ) : (
        <>
          <div>
            {add} <TermMark id="ausnahme" name={t('rules.tab.exceptions')} />
          </div>
          <ul className="gw-stack">
            {rule.exceptions.map((exception) => (
              <Exception
                key={exception.id}
                exception={exception}
                onEdit={() => setEdited(exception)}
                onRemove={() => setRemoving(exception)}
              />
            ))}
          </ul>
        </>
      )}
      <ExceptionDialog rule={rule} edited={edited} onClose={() => setEdited(undefined)} />
      <ConfirmDialog
        title={t('rules.exception.remove_title')}
        text={t('rules.exception.remove_text', { title: removing?.title ?? '' })}
        action={t('action.remove')}
        isOpen={removing !== undefined}
        onCancel={() => setRemoving(undefined)}
        onConfirm={() => {
          if (removing) remove.mutate(removing.id);
          setRemoving(undefined);
        }}
      />
    </div>
  );
}
