import type { AlertReasons } from '../../../server/contract/alert-reason.js';
import type { EventDocument } from '../../../server/contract/event.js';
import type { AlertDetail } from '../../api/alerts.js';
import { eventSummary } from '../../components/event-summary.js';
import { Foreign } from '../../components/foreign.js';
import { Time } from '../../components/time.js';
import { useMessages } from '../../i18n/messages.js';
import { ruleTitle } from '../alerts/rule-title.js';

interface Lane {
  rule: string;
  title: string;
  events: EventDocument[];
}

function lanesOf(
  reasons: AlertReasons,
  events: readonly EventDocument[],
  titleOf: (id: string) => string,
): Lane[] {
  const rules = new Map(reasons.events.map(({ event, reasons: of }) => [event, of.map(({ rule }) => rule)]));
  return reasons.rules
    .map(({ id }) => ({
      rule: id,
      title: titleOf(id),
      events: events.filter((event) => rules.get(event.id)?.includes(id)),
    }))
    .filter((lane) => lane.events.length > 0);
}

/** A lane for each rule that feeds the correlation, with its events over time; and the same as a table. */
export function EventTimeline({ reasons, detail }: { reasons: AlertReasons; detail: AlertDetail }) {
  const { t, plural, language, dateTime } = useMessages();
  const { events } = detail;
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined) return null;
  const titleOf = (id: string) => {
    const rule = reasons.rules.find((each) => each.id === id);
    return rule ? ruleTitle(rule, language) : id;
  };
  const lanes = lanesOf(reasons, events, titleOf);
  const start = Date.parse(first['@timestamp']);
  const length = Math.max(1, Date.parse(last['@timestamp']) - start);
  const place = (event: EventDocument) => ((Date.parse(event['@timestamp']) - start) / length) * 100;
  const rows = lanes
    .flatMap((lane) => lane.events.map((event) => ({ lane, event })))
    .sort((a, b) => a.event['@timestamp'].localeCompare(b.event['@timestamp']));
  return (
    <figure className="gw-timeline">
      <figcaption className="gw-timeline__title">{t('alert.timeline')}</figcaption>
      <div className="gw-timeline__lanes" aria-hidden="true">
        {lanes.map((lane, n) => (
          <div key={lane.rule} className="gw-timeline__lane">
            <span className="gw-timeline__name">{lane.title}</span>
            <span className="gw-timeline__count">{lane.events.length}</span>
            <span className="gw-timeline__track">
              {lane.events.map((event) => (
                <span
                  key={event.id}
                  className={`gw-timeline__dot gw-timeline__dot--${(n % 6) + 1}`}
                  style={{ left: `${place(event)}%` }}
                  title={dateTime(event['@timestamp'])}
                />
              ))}
            </span>
          </div>
        ))}
        <div className="gw-timeline__axis">
          <span>{dateTime(first['@timestamp'])}</span>
          <span>{dateTime(last['@timestamp'])}</span>
        </div>
      </div>
      <details className="gw-timeline__table">
        <summary>{plural('alert.timeline_table', rows.length)}</summary>
        <div className="gw-table-scroll">
          <table className="kern-table gw-table">
            <caption className="kern-sr-only">{t('alert.timeline')}</caption>
            <thead>
              <tr>
                <th scope="col" className="gw-table__cell">
                  {t('events.column.time')}
                </th>
                <th scope="col" className="gw-table__cell">
                  {t('alert.column.rule')}
                </th>
                <th scope="col" className="gw-table__cell">
                  {t('events.column.message')}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ lane, event }) => (
                <tr key={lane.rule + event.id} className="gw-table__row">
                  <td className="gw-table__cell gw-nowrap">
                    <Time at={event['@timestamp']} full />
                  </td>
                  <td className="gw-table__cell">{lane.title}</td>
                  <td className="gw-table__cell gw-mono gw-clip">
                    <Foreign text={eventSummary(event)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
