import { useState } from 'react';
import type { Level } from '../../../server/contract/detection.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { LevelMark } from '../../components/level.js';
import { levelOrder } from '../../components/level-order.js';
import { Notice } from '../../components/notice.js';
import { Switch } from '../../components/switch.js';
import { Toggles } from '../../components/toggles.js';
import { useMessages } from '../../i18n/messages.js';
import type { NoticeSettings } from '../../state/notice-settings.js';
import { useNotices } from '../../state/notices.js';

const supported = 'Notification' in window;

/** Which new alerts this person is told of in this browser, and the hours in which only the chosen ones are. */
export default function NoticesDialog({ onClose }: { onClose(): void }) {
  const { t } = useMessages();
  const { settings, save } = useNotices();
  const [refused, setRefused] = useState(supported && Notification.permission === 'denied');
  const change = (part: Partial<NoticeSettings>) => save({ ...settings, ...part });

  async function switchDesktop(desktop: boolean) {
    if (!desktop) return change({ desktop: false });
    // The browser asks its user; never unasked for.
    const permission = await Notification.requestPermission();
    setRefused(permission !== 'granted');
    change({ desktop: permission === 'granted' });
  }

  return (
    <Dialog wide title={t('notices.title')} isOpen onClose={onClose}>
      <div className="gw-notices">
        <section aria-labelledby="quiet-hours">
          <h3 id="quiet-hours" className="gw-panel__subtitle">
            {t('notices.quiet')}
          </h3>
          <p className="gw-muted">{t('notices.quiet_text')}</p>
          <Switch
            label={t('notices.quiet_on')}
            isSelected={settings.quiet}
            onChange={(quiet) => change({ quiet })}
          />
          {settings.quiet ? <QuietHours settings={settings} onChange={change} /> : null}
        </section>
        <section aria-labelledby="desktop-notices">
          <h3 id="desktop-notices" className="gw-panel__subtitle">
            {t('notices.desktop')}
          </h3>
          <p className="gw-muted">{t('notices.desktop_text')}</p>
          <Switch
            label={t('notices.desktop_on')}
            isSelected={settings.desktop}
            isDisabled={!supported}
            onChange={(on) => void switchDesktop(on)}
          />
          {refused ? <Notice tone="info" title={t('notices.desktop_refused')} /> : null}
          {settings.desktop ? (
            <Levels
              label={t('notices.levels')}
              selected={settings.levels}
              onChange={(levels) => change({ levels })}
            />
          ) : null}
        </section>
        <p className="gw-muted">{t('notices.where')}</p>
        <div className="gw-form__actions">
          <Button variant="primary" label={t('notices.done')} onPress={onClose} />
        </div>
      </div>
    </Dialog>
  );
}

function QuietHours({
  settings,
  onChange,
}: {
  settings: NoticeSettings;
  onChange(part: Partial<NoticeSettings>): void;
}) {
  const { t } = useMessages();
  return (
    <>
      <div className="gw-notices__hours">
        <Clock label={t('notices.from')} value={settings.from} onChange={(from) => onChange({ from })} />
        <Clock label={t('notices.to')} value={settings.to} onChange={(to) => onChange({ to })} />
      </div>
      <Switch
        label={t('notices.weekend')}
        isSelected={settings.weekend}
        onChange={(weekend) => onChange({ weekend })}
      />
      <Levels
        label={t('notices.quiet_levels')}
        selected={settings.quietLevels}
        onChange={(quietLevels) => onChange({ quietLevels })}
      />
    </>
  );
}

function Clock({ label, value, onChange }: { label: string; value: string; onChange(value: string): void }) {
  return (
    <label className="gw-field">
      <span className="gw-field__label">{label}</span>
      <input
        type="time"
        className="kern-form-input__input gw-input"
        value={value}
        onChange={({ target }) => target.value !== '' && onChange(target.value)}
      />
    </label>
  );
}

interface LevelsProps {
  label: string;
  selected: readonly Level[];
  onChange(levels: Level[]): void;
}

function Levels({ label, selected, onChange }: LevelsProps) {
  return (
    <div className="gw-field">
      <span className="gw-field__label">{label}</span>
      <Toggles
        label={label}
        options={levelOrder.map((level) => ({ value: level, label: <LevelMark level={level} /> }))}
        selected={selected}
        onChange={onChange}
      />
    </div>
  );
}
