import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Form } from 'react-aria-components';
import { Link } from 'react-router';
import type { TargetObject } from '../../../server/contract/isms.js';
import type { Relation, RelationKind } from '../../../server/contract/structure.js';
import { createRelation, type DomainRef, deleteRelation } from '../../api/structure.js';
import { Button } from '../../components/button.js';
import { FieldRow, SelectField } from '../../components/fields.js';
import { ErrorNotice } from '../../components/notice.js';
import { RemoveButton } from '../../components/remove-button.js';
import { useMessages } from '../../i18n/messages.js';
import { useMayChange } from './use-may-change.js';
import { type Structure, useStructureChanged } from './use-structure.js';

const kinds: readonly RelationKind[] = [
  'handled_by',
  'uses',
  'runs_on',
  'connected_to',
  'located_in',
  'provided_by',
];

interface RelationEditorProps {
  object: TargetObject;
  domain: DomainRef;
  structure: Structure;
}

/** What an object depends on and what depends on it; relations are added and removed here. */
export function RelationEditor({ object, domain, structure }: RelationEditorProps) {
  const { t } = useMessages();
  const mayChange = useMayChange();
  const changed = useStructureChanged();
  const remove = useMutation({ mutationFn: deleteRelation, onSuccess: changed });
  const { relations, byId } = structure;
  const list = (title: string, found: readonly Relation[], other: 'from' | 'to') => (
    <section aria-label={title}>
      <h3 className="gw-panel__subtitle">{title}</h3>
      {found.length === 0 ? <p className="gw-muted">{t('relation.none')}</p> : null}
      <ul className="gw-relations">
        {found.map((relation) => {
          const end = byId.get(relation[other]);
          const name = `${end?.key ?? ''} ${end?.name ?? ''}`;
          return (
            <li key={relation.id} className="gw-relations__line">
              <span className="gw-tree__kind">{t(`relation.${relation.kind}`)}</span>
              <Link to={`/target-objects/${relation[other]}`} className="gw-table__link">
                <span className="gw-mono">{end?.key}</span> {end?.name}
              </Link>
              {mayChange ? (
                <RemoveButton
                  label={t('relation.remove_this', { name })}
                  onRemove={() => remove.mutate(relation)}
                />
              ) : null}
            </li>
          );
        })}
      </ul>
    </section>
  );
  return (
    <section className="gw-panel" aria-labelledby="relations">
      <h2 id="relations" className="gw-panel__title">
        {t('relation.title')}
      </h2>
      {remove.error ? <ErrorNotice error={remove.error} onRetry={remove.reset} /> : null}
      {list(
        t('relation.depends_on'),
        relations.filter(({ from }) => from === object.id),
        'to',
      )}
      {mayChange ? <AddRelation object={object} domain={domain} structure={structure} /> : null}
      {list(
        t('relation.used_by'),
        relations.filter(({ to }) => to === object.id),
        'from',
      )}
    </section>
  );
}

function AddRelation({ object, domain, structure: { objects = [], relations } }: RelationEditorProps) {
  const { t } = useMessages();
  const changed = useStructureChanged();
  const listId = useId();
  const [text, setText] = useState('');
  const [kind, setKind] = useState<RelationKind | 'usual'>('usual');
  const related = new Set(relations.filter(({ from }) => from === object.id).map(({ to }) => to));
  const others = objects.filter(({ id }) => id !== object.id && !related.has(id));
  const label = ({ key, name }: TargetObject) => `${key} ${name}`;
  const chosen = others.find((each) => label(each) === text || each.key === text.trim());
  const add = useMutation({
    mutationFn: (to: string) =>
      createRelation(domain, { from: object.id, to, ...(kind === 'usual' ? {} : { kind }) }),
    onSuccess() {
      setText('');
      changed();
    },
  });
  return (
    <Form
      className="gw-form gw-relations__add"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen) add.mutate(chosen.id);
      }}
    >
      {add.error ? <ErrorNotice error={add.error} /> : null}
      <FieldRow>
        <label className="gw-field">
          <span className="gw-field__label">{t('relation.object')}</span>
          <input
            className="kern-form-input__input gw-input"
            list={listId}
            value={text}
            autoComplete="off"
            onChange={(event) => setText(event.target.value)}
          />
          <datalist id={listId}>
            {others.map((each) => (
              <option key={each.id} value={label(each)} />
            ))}
          </datalist>
        </label>
        <SelectField
          label={t('relation.kind')}
          value={kind}
          options={[
            { value: 'usual' as const, label: t('relation.usual') },
            ...kinds.map((value) => ({ value, label: t(`relation.${value}`) })),
          ]}
          onChange={(next) => setKind(next)}
        />
      </FieldRow>
      <div className="gw-form__actions">
        <Button
          type="submit"
          small
          icon="add"
          label={t('relation.add')}
          isDisabled={chosen === undefined}
          isPending={add.isPending}
        />
      </div>
    </Form>
  );
}
