import { useState } from 'react';
import { DropZone, FileTrigger, Text } from 'react-aria-components';
import { browserCrypto, sourceOf } from '../../../server/evidence/verify/browser-crypto.js';
import { type PackageReport, packageChecks, verifyPackage } from '../../../server/evidence/verify/package.js';
import { texts } from '../../../server/evidence/verify/texts.js';
import { Button } from '../../components/button.js';
import { TextField } from '../../components/fields.js';
import { Foreign } from '../../components/foreign.js';
import { Icon } from '../../components/icon.js';
import { BackLink } from '../../components/link.js';
import { Loading, Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { useMessages } from '../../i18n/messages.js';

/** Faults of one check that are shown. */
const shownFaults = 100;
type State = 'idle' | 'working' | 'unreadable' | PackageReport;

function Checks({ report }: { report: PackageReport }) {
  const { language } = useMessages();
  const said = texts[language];
  return (
    <ul className="gw-proof">
      {packageChecks.map((check) => {
        const faults = report.faults.filter((fault) => fault.check === check);
        const state = faults.length > 0 ? 'failed' : report.done.includes(check) ? 'ok' : 'skipped';
        if (state === 'skipped' && check === 'earlier') return null;
        const icon = { ok: 'check', failed: 'close', skipped: 'minus' } as const;
        return (
          <li key={check} className={`gw-proof__check gw-proof__check--${state}`}>
            <Icon name={icon[state]} />
            <div>
              {said.checks[check]}: <strong>{said[state]}</strong>
              {faults.slice(0, shownFaults).map(({ fault, place }) => (
                <p key={`${fault} ${place}`} className="gw-proof__fault gw-break">
                  <Foreign text={said.faults[fault].replace('{}', () => place)} />
                </p>
              ))}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function Facts({ report: { manifest, fingerprint, head, leaves, stamped } }: { report: PackageReport }) {
  const { language, dateTime, date, number } = useMessages();
  const said = texts[language];
  const rows = [
    [said.facts.tenant, manifest?.tenant],
    [said.facts.domain, manifest && `${manifest.domain.name} (${manifest.domain.key})`],
    [said.facts.period, manifest && `${date(manifest.from)} – ${date(manifest.to)}`],
    [said.facts.made, manifest && `${dateTime(manifest.created_at)}, ${manifest.created_by}`],
    [said.facts.key, fingerprint],
    [
      said.facts.head,
      head && `${number(head.size)}, ${dateTime(head.time)}${stamped ? `, ${said.stamped}` : ''}`,
    ],
    [said.facts.leaves, leaves === undefined ? undefined : number(leaves)],
  ] as const;
  return (
    <dl className="gw-facts gw-facts--wide">
      {rows.map(([label, value]) =>
        value === undefined ? null : (
          <div key={label} className="gw-facts__row">
            <dt>{label}</dt>
            <dd className="gw-break">
              <Foreign text={value} />
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** Proves an audit package in this browser alone: it is read here, nothing is sent, and no server is asked. */
export default function VerifyPage() {
  const { t, language } = useMessages();
  const said = texts[language];
  const [expected, setExpected] = useState('');
  const [file, setFile] = useState<File>();
  const [state, setState] = useState<State>('idle');
  const verify = async (chosen: File, key: string) => {
    setFile(chosen);
    setState('working');
    const wanted = key.replace(/[\s:]/g, '').toLowerCase();
    try {
      setState(await verifyPackage(browserCrypto, sourceOf(chosen), wanted === '' ? undefined : wanted));
    } catch {
      setState('unreadable');
    }
  };
  const report = typeof state === 'object' ? state : undefined;
  const good = report?.faults.length === 0;
  return (
    <Page title={said.title} back={<BackLink to="/audit-room">{t('room.title')}</BackLink>}>
      <p className="gw-lead">{t('room.verify_lead')}</p>
      <div className="gw-columns gw-columns--main-first">
        <div className="gw-columns__main">
          <section className="gw-panel" aria-label={said.choose}>
            <DropZone
              className="gw-drop"
              onDrop={async ({ items }) => {
                const dropped = items.find((item) => item.kind === 'file');
                if (dropped) void verify(await dropped.getFile(), expected);
              }}
            >
              <Icon name="archive" />
              <Text slot="label">{t('room.verify_drop')}</Text>
              <FileTrigger
                acceptedFileTypes={['.zip', 'application/zip']}
                onSelect={(files) => {
                  const chosen = files?.[0];
                  if (chosen) void verify(chosen, expected);
                }}
              >
                <Button variant="primary" label={said.choose} />
              </FileTrigger>
              {file ? <span className="gw-muted gw-break">{file.name}</span> : null}
            </DropZone>
          </section>
          <div role="status">
            {state === 'working' ? <Loading rows={4} /> : null}
            {state === 'unreadable' ? <Notice tone="danger" title={said.unreadable} /> : null}
            {report ? (
              <Notice tone={good ? 'success' : 'danger'} title={good ? said.good : said.bad} />
            ) : null}
          </div>
          {report ? (
            <section className="gw-panel" aria-label={said.title}>
              <Checks report={report} />
              <Facts report={report} />
            </section>
          ) : null}
        </div>
        <div className="gw-columns__side">
          <section className="gw-panel">
            <TextField
              label={said.fingerprint}
              hint={said.fingerprintHelp}
              value={expected}
              onChange={setExpected}
              onBlur={() => {
                if (file) void verify(file, expected);
              }}
              maxLength={200}
              spellCheck="false"
            />
          </section>
          <section className="gw-panel" aria-labelledby="trust">
            <h2 id="trust" className="gw-panel__title">
              {t('room.verify_trust')}
            </h2>
            <p>{t('room.verify_trust_text')}</p>
          </section>
        </div>
      </div>
    </Page>
  );
}
