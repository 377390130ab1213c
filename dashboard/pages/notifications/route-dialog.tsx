import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { Level } from '../../../server/contract/detection.js';
import type { Channel } from '../../../server/contract/notification-channels.js';
import type { NoticeKind, NotificationRoute } from '../../../server/contract/notification-plan.js';
import { Button } from '../../components/button.js';
import { CheckList } from '../../components/check-list.js';
import { Dialog } from '../../components/dialog.js';
import { FieldRow, SelectField, TextField } from '../../components/fields.js';
import { levelOrder } from '../../components/level.js';
import { Notice } from '../../components/notice.js';
import { Switch } from '../../components/switch.js';
import { useMessages } from '../../i18n/messages.js';

const kinds: readonly NoticeKind[] = [
  'new',
  'growing',
  'reopened',
  'unacknowledged',
  'self_monitoring',
  'measure_due',
  'evidence_expiring',
  'case_deadline',
];

const empty: NotificationRoute = {
  name: '',
  enabled: true,
  when: {
    kinds: [],
    min_level: 'medium',
    rules: [],
    tags: [],
    entities: [],
    min_protection: 'any',
    drills: false,
  },
  channels: [],
  working: 'now',
  off_hours: { from_level: 'high', to: 'on_call', rest: 'digest' },
  proceed: false,
};

const lines = (text: string): string[] =>
  text
    .split(/[\n,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

interface FormProps {
  route: NotificationRoute | undefined;
  channels: readonly Channel[];
  onClose(): void;
  onSave(route: NotificationRoute): void;
}

function RouteForm({ route: given, channels, onClose, onSave }: FormProps) {
  const { t } = useMessages();
  const [route, setRoute] = useState(given ?? empty);
  const [lists, setLists] = useState({
    rules: route.when.rules.join('\n'),
    tags: route.when.tags.join('\n'),
    entities: route.when.entities.join('\n'),
  });
  const [checked, setChecked] = useState(false);
  const { when, off_hours } = route;
  const set = (change: Partial<NotificationRoute>) => setRoute({ ...route, ...change });
  const setWhen = (change: Partial<NotificationRoute['when']>) => set({ when: { ...when, ...change } });
  const setOff = (change: Partial<NotificationRoute['off_hours']>) =>
    set({ off_hours: { ...off_hours, ...change } });
  const complete = route.name.trim() !== '' && route.channels.length > 0;
  const levels = levelOrder.map((value) => ({ value, label: t(`level.${value}`) }));
  const list = (name: keyof typeof lists) => (
    <TextField
      label={t(`notify.when_${name}`)}
      hint={t(name === 'rules' ? 'notify.rules_hint' : 'notify.pattern_hint')}
      rows={2}
      value={lists[name]}
      onChange={(text) => setLists({ ...lists, [name]: text })}
    />
  );
  return (
    <Form
      className="gw-form"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        const { rules, tags, entities } = lists;
        const asked = { rules: lines(rules), tags: lines(tags), entities: lines(entities) };
        if (complete) onSave({ ...route, name: route.name.trim(), when: { ...when, ...asked } });
      }}
    >
      {checked && !complete ? <Notice tone="danger" title={t('notify.route_incomplete')} /> : null}
      <TextField
        label={t('notify.name')}
        maxLength={120}
        value={route.name}
        onChange={(name) => set({ name })}
        autoFocus
      />
      <FieldRow>
        <SelectField
          label={t('notify.min_level')}
          value={when.min_level}
          options={levels}
          onChange={(min_level: Level) => setWhen({ min_level })}
        />
        <SelectField
          label={t('notify.min_protection')}
          value={when.min_protection}
          options={(['any', 'high', 'very_high'] as const).map((value) => ({
            value,
            label: t(`notify.protection.${value}`),
          }))}
          onChange={(min_protection) => setWhen({ min_protection })}
        />
      </FieldRow>
      <CheckList
        label={t('notify.kinds')}
        options={kinds.map((value) => ({ value, label: t(`notify.notice.${value}`) }))}
        selected={new Set(when.kinds)}
        onChange={(picked) => setWhen({ kinds: kinds.filter((kind) => picked.has(kind)) })}
      />
      <FieldRow>
        {list('rules')}
        {list('tags')}
        {list('entities')}
      </FieldRow>
      <Switch
        label={t('notify.drills')}
        isSelected={when.drills}
        onChange={(drills) => setWhen({ drills })}
      />
      <CheckList
        label={t('notify.over')}
        options={channels.map(({ id, name, place }) => ({ value: id, label: name, hint: place }))}
        selected={new Set(route.channels)}
        onChange={(picked) => set({ channels: [...picked] })}
      />
      <FieldRow>
        <SelectField
          label={t('notify.by_day')}
          value={route.working}
          options={(['now', 'digest', 'nothing'] as const).map((value) => ({
            value,
            label: t(`notify.working.${value}`),
          }))}
          onChange={(working) => set({ working })}
        />
        <SelectField
          label={t('notify.off_level')}
          value={off_hours.from_level ?? 'none'}
          options={[...levels, { value: 'none' as const, label: t('notify.off_none') }]}
          onChange={(level) => setOff({ from_level: level === 'none' ? null : level })}
        />
      </FieldRow>
      <FieldRow>
        <SelectField
          label={t('notify.off_to')}
          value={off_hours.to}
          options={(['on_call', 'channels'] as const).map((value) => ({
            value,
            label: t(`notify.to.${value}`),
          }))}
          onChange={(to) => setOff({ to })}
        />
        <SelectField
          label={t('notify.off_rest')}
          value={off_hours.rest}
          options={(['digest', 'nothing'] as const).map((value) => ({
            value,
            label: t(`notify.working.${value}`),
          }))}
          onChange={(rest) => setOff({ rest })}
        />
      </FieldRow>
      <Switch
        label={t('notify.proceed')}
        isSelected={route.proceed}
        onChange={(proceed) => set({ proceed })}
      />
      <div className="gw-form__actions">
        <Button type="submit" variant="primary" label={t('notify.take_over')} />
        <Button variant="tertiary" label={t('action.cancel')} onPress={onClose} />
      </div>
    </Form>
  );
}

/** Makes or changes a route of the draft. */
export function RouteDialog({ isOpen, ...rest }: FormProps & { isOpen: boolean }) {
  const { t } = useMessages();
  const title = rest.route ? t('notify.change_this', { name: rest.route.name }) : t('notify.add_route');
  return (
    <Dialog title={title} isOpen={isOpen} onClose={rest.onClose} wide>
      {isOpen ? <RouteForm {...rest} /> : null}
    </Dialog>
  );
}
