import { useMessages } from '../i18n/messages.js';

/** An instant: short for today, with the full date and time on hover. */
export function Time({ at, full }: { at: string; full?: boolean }) {
  const { dateTime, shortTime } = useMessages();
  return (
    <time dateTime={at} title={dateTime(at)} className="gw-time">
      {full ? dateTime(at) : shortTime(at)}
    </time>
  );
}
