import type { WebhookSettings } from '../../contract/notification-channels.js';
import { asHtml, asMarkdown, asTeamsCard, asText } from '../message/forms.js';
import { type SafeFetchInit, safeFetch } from '../safe-fetch.js';
import { type Delivery, DeliveryError, deliveryError, type Send } from './delivery.js';
import { signatureOf } from './signature.js';

/** Longest piece of an answer that is shown. */
const shown = 200;

/** What is asked of the other side. */
interface Call {
  url: string;
  init: SafeFetchInit;
}

/** Sends by HTTP. */
export const sendWebhook: Send<WebhookSettings> = async (settings, delivery, sending) => {
  const { url = '' } = delivery.secrets;
  if (url === '') throw new DeliveryError('the channel has no URL', true);
  const call = calls[settings.format](url, delivery, settings, sending.now());
  try {
    const { timeoutMs, allowPrivate, resolve } = sending;
    const reply = await safeFetch(call.url, call.init, {
      allowPrivate,
      timeoutMs,
      ...(resolve && { resolve }),
      ...(settings.ca !== '' && { ca: settings.ca }),
    });
    const answer = `${reply.status} ${(await reply.text()).slice(0, shown)}`.trim();
    if (!reply.ok)
      throw new DeliveryError(`the other side answered ${answer}`, permanentStates.includes(reply.status));
    return { detail: answer, refused: [] };
  } catch (error) {
    throw deliveryError(error);
  }
};

/** RFC 9110 15.5: the request itself is at fault. Credentials (401, 403) are mended while it is tried again. */
const permanentStates: readonly number[] = [400, 404, 405, 406, 410, 411, 413, 414, 415, 422];

type MakeCall = (url: string, delivery: Delivery, settings: WebhookSettings, now: number) => Call;

const calls: Record<WebhookSettings['format'], MakeCall> = {
  generic: (url, delivery, _settings, now) => {
    const { id, kind, tenant, content, message, secrets } = delivery;
    const body = JSON.stringify({
      version: 1,
      id,
      kind,
      tenant: tenant.id,
      subject: message.subject,
      url: message.link?.url ?? null,
      ...content,
    });
    const timestamp = Math.floor(now / 1000);
    return {
      url,
      init: post(body, {
        'x-grundwacht-delivery': id,
        'x-grundwacht-timestamp': String(timestamp),
        ...(secrets.key && { 'x-grundwacht-signature': signatureOf(secrets.key, timestamp, body) }),
      }),
    };
  },
  mattermost: (url, { message }) => ({ url, init: post(JSON.stringify({ text: asMarkdown(message) })) }),
  teams: (url, { message }) => ({ url, init: post(JSON.stringify(asTeamsCard(message))) }),
  matrix: (url, { id, message, secrets }, { room }) => {
    // Client-server API, "Sending events to a room": the homeserver drops a second message of one transaction id.
    const path = `_matrix/client/v3/rooms/${encodeURIComponent(room)}/send/m.room.message/${id}`;
    const body = JSON.stringify({
      msgtype: 'm.text',
      body: `${message.subject}\n\n${asText(message)}`,
      format: 'org.matrix.custom.html',
      formatted_body: asHtml(message).replace(/^.*?<body[^>]*>|<\/body>.*$/g, ''),
      'm.mentions': {},
    });
    const { token = '' } = secrets;
    return {
      url: new URL(path, url.endsWith('/') ? url : `${url}/`).href,
      init: { ...post(body, { authorization: `Bearer ${token}` }), method: 'PUT' },
    };
  },
};

const post = (body: string, headers: Record<string, string> = {}): SafeFetchInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body,
});
