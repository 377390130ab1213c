import { type ReactNode, useRef, useState } from 'react';
import { Button, Tooltip, TooltipTrigger } from 'react-aria-components';
import { type TermId, useGlossary } from '../glossary/glossary.js';
import { useMessages } from '../i18n/messages.js';
import { Icon } from './icon.js';

/** Long enough that a pointer on its way past brings nothing up. */
const delayMs = 350;

interface ExplainedProps {
  id: TermId;
  className: string;
  /** Read out; without it the content is. */
  name?: string;
  children: ReactNode;
}

/**
 * Brings the explanation up on hover, on focus and by touch; it stays while the pointer is on it, and Escape closes
 * it (WCAG 1.4.13).
 */
function Explained({ id, className, name, children }: ExplainedProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  // Within the page's landmark, or the dialog that the term is in.
  const landmark = button.current?.closest('main, [role=dialog]');
  const entry = useGlossary(open)?.[id];
  return (
    <TooltipTrigger
      isOpen={open && entry !== undefined}
      onOpenChange={setOpen}
      delay={delayMs}
      shouldCloseOnPress={false}
    >
      <Button
        ref={button}
        className={className}
        {...(name === undefined ? {} : { 'aria-label': name })}
        onPress={() => setOpen(true)}
        onBlur={() => setOpen(false)}
      >
        {children}
      </Button>
      <Tooltip
        className="gw-explanation"
        placement="bottom start"
        offset={6}
        {...(landmark ? { UNSTABLE_portalContainer: landmark } : {})}
      >
        <span className="gw-explanation__term">{entry?.term}</span>
        <span className="gw-explanation__text">{entry?.text}</span>
        <span className="gw-explanation__source">{entry?.source}</span>
      </Tooltip>
    </TooltipTrigger>
  );
}

/** A technical term in the text, which explains itself. */
export function Term({ id, children }: { id: TermId; children: ReactNode }) {
  return (
    <Explained id={id} className="gw-term">
      {children}
    </Explained>
  );
}

/**
 * A question mark beside a heading or a label that is no place for a control of its own.
 * @param props.name the heading or label that it belongs to
 */
export function TermMark({ id, name }: { id: TermId; name: string }) {
  const { t } = useMessages();
  return (
    <Explained id={id} className="gw-term-mark" name={t('glossary.explain', { term: name })}>
      <Icon name="help" />
    </Explained>
  );
}
