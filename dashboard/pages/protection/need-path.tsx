import { Link } from 'react-router';
import type { PathStep } from '../../../server/contract/protection.js';
import { type Messages, useMessages } from '../../i18n/messages.js';
import { NeedMark } from './need-mark.js';

/** By which principle an object has its level (BSI-Standard 200-2, 8.2.2), with the reason that was given. */
function principle({ t }: Messages, { derivation, override, reason }: PathStep, isFirst: boolean): string {
  const { cause, own, inherited } = derivation;
  if (cause === 'cumulation' || cause === 'distribution') {
    const from = own ?? inherited;
    const words = t(`need.step.${cause}`, { from: from ? t(`need.level.${from}`) : t('need.unknown') });
    return override?.reason ? `${words} ${override.reason}` : words;
  }
  if (!isFirst) return t('need.step.maximum');
  return reason ? `${t('need.step.own')} ${reason}` : t('need.step.own');
}

/** The way of a protection need: where it arose, over which relations it came, and by which principle. */
export function NeedPath({ path }: { path: readonly PathStep[] }) {
  const messages = useMessages();
  const { t } = messages;
  return (
    <ol className="gw-why" aria-label={t('need.path')}>
      {path.map((step, at) => (
        <li key={step.id} className="gw-why__step">
          {step.way ? (
            <span className="gw-why__way">
              {t(`relation.${step.way}`)}
              {step.over_group ? ` (${t('need.step.over_group')})` : ''}
            </span>
          ) : null}
          <span className="gw-why__line">
            {at === path.length - 1 ? (
              <strong className="gw-why__name">
                <span className="gw-mono">{step.key}</span> {step.name}
              </strong>
            ) : (
              <Link to={`/target-objects/${step.id}`} className="gw-why__name">
                <span className="gw-mono">{step.key}</span> {step.name}
              </Link>
            )}
            <NeedMark level={step.level} cause={step.derivation.cause} />
          </span>
          <span className="gw-why__principle gw-muted">{principle(messages, step, at === 0)}</span>
        </li>
      ))}
    </ol>
  );
}
