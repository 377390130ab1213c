import type { ReactNode } from 'react';
import { ApiError } from '../api/http.js';
import { errorText } from '../i18n/errors.js';
import { useMessages } from '../i18n/messages.js';
import { useFaultLines } from '../i18n/use-fault-lines.js';
import { Button } from './button.js';
import { Icon, type IconName } from './icon.js';

const icons = { info: 'info', success: 'check', warning: 'warning', danger: 'error' } as const;

interface NoticeProps {
  tone: keyof typeof icons;
  title: string;
  children?: ReactNode;
}

/** A message in the page. An error and a warning are read out when they appear. */
export function Notice({ tone, title, children }: NoticeProps) {
  const urgent = tone === 'danger' || tone === 'warning';
  return (
    <div className={`gw-notice gw-notice--${tone}`} {...(urgent ? { role: 'alert' } : { role: 'status' })}>
      <Icon name={icons[tone]} />
      <div className="gw-notice__text">
        <p className="gw-notice__title">{title}</p>
        {children}
      </div>
    </div>
  );
}

/** Where to ask again helps nobody. */
const lasting: ReadonlySet<string> = new Set(['NOT_FOUND', 'FORBIDDEN']);

/** What failed, what to do, and a button to try again where that can help. */
export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const messages = useMessages();
  const lines = useFaultLines(error);
  const isGone = error instanceof ApiError && error.code === 'NOT_FOUND';
  return (
    <Notice tone="danger" title={errorText(error, messages)}>
      {isGone
        ? null
        : lines.map(({ text, lang }) => (
            <p key={text} className="gw-notice__detail" lang={lang}>
              {text}
            </p>
          ))}
      {onRetry && !(error instanceof ApiError && lasting.has(error.code)) ? (
        <Button small icon="refresh" label={messages.t('action.retry')} onPress={onRetry} />
      ) : null}
    </Notice>
  );
}

interface EmptyProps {
  icon?: IconName;
  title: string;
  children?: ReactNode;
}

/** Says why there is nothing here and what to do next. */
export function Empty({ icon = 'empty', title, children }: EmptyProps) {
  return (
    <div className="gw-empty">
      <span className="gw-empty__icon">
        <Icon name={icon} />
      </span>
      <p className="gw-empty__title">{title}</p>
      <div className="gw-empty__text">{children}</div>
    </div>
  );
}

/** Placeholder lines of the height that the content will have. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const { t } = useMessages();
  return (
    <div className="gw-loading" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines have no identity
        <span key={row} className="gw-loading__line" />
      ))}
    </div>
  );
}
