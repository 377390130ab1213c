import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { TargetObject } from '../../../server/contract/isms.js';
import { Button } from '../../components/button.js';
import { FactList } from '../../components/fact-list.js';
import { BackLink } from '../../components/link.js';
import { ErrorNotice, Loading } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Term } from '../../components/term.js';
import { useMessages } from '../../i18n/messages.js';
import { NeedPanel } from '../protection/need-panel.js';
import { TargetObjectDialog } from '../target-objects/target-object-dialog.js';
import { ObjectHistory } from './object-history.js';
import { RelationEditor } from './relation-editor.js';
import { useDomainOf } from './use-domain-of.js';
import { useMayChange } from './use-may-change.js';
import { type Structure, useStructure, useStructureChanged } from './use-structure.js';

function Facts({ object, byId, objects }: { object: TargetObject } & Pick<Structure, 'byId' | 'objects'>) {
  const { t, number } = useMessages();
  const group = object.group === null ? undefined : byId.get(object.group);
  const members = objects?.filter((each) => each.group === object.id) ?? [];
  const named = (each: TargetObject) => (
    <Link key={each.id} to={`/target-objects/${each.id}`} className="gw-table__link gw-block">
      <span className="gw-mono">{each.key}</span> {each.name}
    </Link>
  );
  const rows: [label: string, value: React.ReactNode][] = [
    [t('targets.type'), t(`target_type.${object.type}`)],
    [t('targets.status'), t(`target_status.${object.status}`)],
    [t('targets.count_column'), number(object.count)],
    [t('targets.platform'), object.platform],
    [t('targets.location'), object.location],
    [t('targets.users'), object.users],
    [t('targets.owner'), object.owner],
    [t('targets.group'), group ? named(group) : ''],
    [t('targets.members'), members.length > 0 ? members.map(named) : ''],
    [t('targets.hostnames'), object.hostnames.length > 0 ? shortened(object.hostnames) : ''],
    [t('targets.addresses'), object.addresses.length > 0 ? shortened(object.addresses) : ''],
    [t('targets.tags'), object.tags.join(', ')],
  ];
  return (
    <section className="gw-panel" aria-labelledby="facts">
      <h2 id="facts" className="gw-panel__title">
        {t('targets.facts')}
      </h2>
      {object.description ? <p className="gw-prose">{object.description}</p> : null}
      <FactList rows={rows} />
    </section>
  );
}

const shownEntries = 6;
const shortened = (entries: readonly string[]) => (
  <>
    {entries.slice(0, shownEntries).map((entry) => (
      <span key={entry} className="gw-block">
        {entry}
      </span>
    ))}
    {entries.length > shownEntries ? (
      <span className="gw-muted gw-block">+{entries.length - shownEntries}</span>
    ) : null}
  </>
);

/** One target object: facts, relations, protection needs with their reasons, and history. */
export default function TargetObjectPage() {
  const { id = '' } = useParams();
  const { t } = useMessages();
  const mayChange = useMayChange();
  const { ref, error: missing, retry } = useDomainOf(id);
  const structure = useStructure(ref);
  const changed = useStructureChanged();
  const [editing, setEditing] = useState<TargetObject>();
  const object = structure.byId.get(id);
  const error = missing ?? structure.error;
  const back = <BackLink to="/target-objects">{t('targets.title')}</BackLink>;
  if (error || !object || !ref) {
    return (
      <Page title={t('targets.title')} back={back}>
        {error ? <ErrorNotice error={error} onRetry={missing ? retry : structure.retry} /> : <Loading />}
      </Page>
    );
  }
  return (
    <Page
      title={`${object.key} ${object.name}`}
      back={back}
      meta={object.is_group ? <Term id="gruppe">{t('targets.is_group')}</Term> : null}
      actions={
        mayChange ? (
          <Button small icon="edit" label={t('targets.edit')} onPress={() => setEditing(object)} />
        ) : null
      }
    >
      <div className="gw-columns">
        <div className="gw-columns__main gw-stack">
          <NeedPanel object={object} />
          <RelationEditor object={object} domain={ref} structure={structure} />
          <section className="gw-panel" aria-labelledby="history">
            <h2 id="history" className="gw-panel__title">
              {t('history.title')}
            </h2>
            <ObjectHistory id={id} byId={structure.byId} />
          </section>
        </div>
        <div className="gw-columns__side">
          <Facts object={object} byId={structure.byId} objects={structure.objects} />
        </div>
      </div>
      <TargetObjectDialog
        edited={editing}
        domain={ref}
        objects={structure.objects ?? []}
        onClose={() => setEditing(undefined)}
        onSaved={changed}
      />
    </Page>
  );
}
