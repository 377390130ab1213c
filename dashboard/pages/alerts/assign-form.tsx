import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { getAssignees } from '../../api/alerts.js';
import { Button } from '../../components/button.js';
import { SelectField } from '../../components/fields.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { useMessages } from '../../i18n/messages.js';
import { useSession } from '../../state/session.js';
import type { Target } from './selection.js';

interface AssignFormProps {
  target: Target;
  isPending: boolean;
  onCancel(): void;
  /** @param assignee user name; null: nobody */
  onSubmit(assignee: string | null): void;
}

/** Asks who is to work on alerts: people who can, in the tenants of these alerts. */
export default function AssignForm({ target, isPending, onCancel, onSubmit }: AssignFormProps) {
  const { t } = useMessages();
  const me = useSession().user?.username ?? '';
  const first = target.kind === 'some' ? target.alerts[0]?.assignee : undefined;
  const [assignee, setAssignee] = useState(first ?? me);
  const { data, error } = useQuery({
    queryKey: ['alerts', 'assignees'],
    queryFn: ({ signal }) => getAssignees(signal),
  });
  if (error) return <ErrorNotice error={error} />;
  if (data === undefined) return <Loading rows={3} />;
  const tenants = new Set(target.kind === 'some' ? target.alerts.map(({ tenant }) => tenant) : []);
  const able = data.filter((each) => [...tenants].every((tenant) => each.tenants.includes(tenant)));
  const others = able.map(({ username }) => username).filter((username) => username !== me);
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(assignee === '' ? null : assignee);
      }}
    >
      <SelectField
        label={t('alert.assignee')}
        value={assignee}
        options={[
          { value: me, label: t('alerts.assign_to_me', { name: me }) },
          ...others.map((username) => ({ value: username, label: username })),
          { value: '', label: t('alerts.assign_nobody') },
        ]}
        onChange={setAssignee}
      />
      <p className="gw-muted">{t('alerts.assign_hint')}</p>
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('alerts.assign')} isPending={isPending} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onCancel} />
      </div>
    </Form>
  );
}
