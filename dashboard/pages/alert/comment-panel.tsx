import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { addComment } from '../../api/alert-insights.js';
import type { AlertDetail } from '../../api/alerts.js';
import { Button } from '../../components/button.js';
import { TextField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { useRoles } from '../../state/roles.js';

/** Id of the field for a new comment. */
export const newCommentId = 'new-comment';

/** What people wrote to the alert, oldest first, and a field to add to it. */
export function CommentPanel({ detail: { alert, comments } }: { detail: AlertDetail }) {
  const { t } = useMessages();
  const roles = useRoles();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const write = useMutation({
    mutationFn: () => addComment(alert.id, text.trim()),
    onSuccess: () => setText(''),
    onSettled: () => queries.invalidateQueries({ queryKey: ['alerts', 'detail', alert.id] }),
  });
  return (
    <section className="gw-panel" aria-labelledby="comments">
      <h2 id="comments" className="gw-panel__title">
        {t('alert.comments')}
      </h2>
      {comments.length === 0 ? (
        <p className="gw-muted">{t('alert.no_comments')}</p>
      ) : (
        <ol className="gw-history">
          {comments.map((comment) => (
            <li key={comment.at + comment.by}>
              <span className="gw-history__line">
                <strong>{comment.by}</strong>
                <Time at={comment.at} full />
              </span>
              <p className="gw-history__comment">{comment.text}</p>
            </li>
          ))}
        </ol>
      )}
      {roles.has('analyst') || roles.has('admin') ? (
        <Form
          className="gw-comment"
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim()) write.mutate();
          }}
        >
          <TextField
            id={newCommentId}
            label={t('alert.new_comment')}
            rows={2}
            maxLength={4000}
            value={text}
            onChange={setText}
          />
          {write.isError ? <ErrorNotice error={write.error} /> : null}
          <Button
            type="submit"
            label={t('alert.add_comment')}
            isPending={write.isPending}
            isDisabled={text.trim() === ''}
          />
        </Form>
      ) : null}
    </section>
  );
}
