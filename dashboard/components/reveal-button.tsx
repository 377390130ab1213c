import { lazy, Suspense, useState } from 'react';
import type { RevealObject } from '../../server/contract/pseudonym.js';
import { useMessages } from '../i18n/messages.js';
import { useRoles } from '../state/roles.js';
import { Button } from './button.js';

const RequestDialog = lazy(() =>
  import('../pages/reveals/request-dialog.js').then((module) => ({ default: module.RequestDialog })),
);

interface RevealButtonProps {
  tenant: string;
  object: RevealObject;
  /** Beside a value: the key alone, with the value in its name. */
  iconOnly?: boolean;
}

/** Asks a second person to reveal; there for analysts alone. */
export function RevealButton({ tenant, object, iconOnly }: RevealButtonProps) {
  const { t } = useMessages();
  const roles = useRoles();
  const [asking, setAsking] = useState(false);
  if (!roles.has('analyst')) return null;
  const label = iconOnly ? t('reveals.request_value', { value: object.value }) : t('reveals.request');
  return (
    <>
      <Button
        small
        variant={iconOnly ? 'tertiary' : 'secondary'}
        icon="key"
        label={label}
        {...(iconOnly ? { iconOnly } : {})}
        onPress={() => setAsking(true)}
      />
      {asking ? (
        <Suspense fallback={null}>
          <RequestDialog tenant={tenant} object={object} isOpen onClose={() => setAsking(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
