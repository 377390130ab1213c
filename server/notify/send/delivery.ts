import type { ChannelSecrets, ChannelSettings } from '../../contract/notification-channels.js';
import type { LetterContent, LetterKind } from '../../contract/notification-letters.js';
import type { Message } from '../message/message.js';
import { OutgoingRefused, type OutgoingRules } from '../outgoing.js';

/** A message on its way to the other side. */
export interface Delivery {
  /** The same in every attempt: what the other side recognises a repetition by. */
  id: string;
  kind: LetterKind;
  tenant: { id: string; title: string };
  /** Who is to get it, where the channel leaves that open. */
  recipients: readonly string[];
  /** What is told, with no more in it than the channel may tell. */
  content: LetterContent;
  message: Message;
  secrets: ChannelSecrets;
}

/** What sending needs to know of the program. */
export interface Sending extends OutgoingRules {
  version: string;
  /** Of this machine. */
  host: string;
  /** Of one attempt, milliseconds. */
  timeoutMs: number;
  now(): number;
}

/** The other side took it. */
export interface Taken {
  /** What it answered. */
  detail: string;
  /** Who was refused while others were not. */
  refused: string[];
}

/** Sends over one kind of channel. @throws DeliveryError */
export type Send<S extends ChannelSettings> = (
  settings: S,
  delivery: Delivery,
  sending: Sending,
) => Promise<Taken>;

/** A message was not taken. `permanent`: trying the same again changes nothing. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly permanent: boolean;

  constructor(message: string, permanent: boolean, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.permanent = permanent;
  }
}

/** @returns the error of a connection as one of a delivery; certificates and servers are mended while it is tried again */
export function deliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const { message, code, name } = error as NodeJS.ErrnoException;
  const text =
    name === 'TimeoutError' ? 'the other side did not answer in time' : message || code || String(error);
  return new DeliveryError(text, error instanceof OutgoingRefused, error);
}
