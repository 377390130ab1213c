import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Alert } from '../../../server/contract/alert.js';
import { commentAlert, getAlert } from '../../api/alerts.js';
import { Button } from '../../components/button.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';

interface CommentFormProps {
  alert: Alert;
  onCommented(alert: Alert): void;
  onCancel(): void;
}

/** What people wrote to an alert, and a field to write more. */
export default function CommentForm({ alert, onCommented, onCancel }: CommentFormProps) {
  const { t } = useMessages();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const queryKey = ['alerts', 'detail', alert.id];
  const { data, error } = useQuery({ queryKey, queryFn: ({ signal }) => getAlert(alert.id, signal) });
  const write = useMutation({
    mutationFn: () => commentAlert(alert.id, text),
    onSuccess(changed) {
      setText('');
      onCommented(changed);
      return queries.invalidateQueries({ queryKey });
    },
  });
  if (error) return <ErrorNotice error={error} />;
  if (data === undefined) return <Loading rows={4} />;
  return (
    <>
      {data.comments.length === 0 ? (
        <p className="gw-muted">{t('alerts.no_comments')}</p>
      ) : (
        <ol className="gw-history">
          {data.comments.map(({ at, by, text: written }) => (
            <li key={`${at} ${by} ${written}`} className="gw-history__entry">
              <span className="gw-history__line">
                <strong>{by}</strong>
                <Time at={at} full />
              </span>
              <p className="gw-history__comment">{written}</p>
            </li>
          ))}
        </ol>
      )}
      <Form
        className="gw-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') write.mutate();
        }}
      >
        <TextField
          label={t('alerts.comment_new')}
          rows={3}
          maxLength={4000}
          value={text}
          onChange={setText}
        />
        {write.error ? <ErrorNotice error={write.error} /> : null}
        <div className="gw-form__actions">
          <Button
            type="submit"
            variant="primary"
            label={t('alerts.comment_write')}
            isPending={write.isPending}
          />
          <Button variant="tertiary" label={t('action.close_dialog')} onPress={onCancel} />
        </div>
      </Form>
    </>
  );
}
