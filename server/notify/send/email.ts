import { isIP } from 'node:net';
import type { EmailSettings } from '../../contract/notification-channels.js';
import { asHtml, asText } from '../message/forms.js';
import { type Destination, destinationOf } from '../outgoing.js';
import { type Delivery, DeliveryError, deliveryError, type Send, type Sending } from './delivery.js';

/** Sends by SMTP (RFC 5321), with TLS from the first byte (RFC 8314) or STARTTLS (RFC 3207). */
export const sendEmail: Send<EmailSettings> = async (settings, delivery, sending) => {
  try {
    const destination = await destinationOf(settings.host, sending);
    const { createTransport } = await import('nodemailer');
    const transport = createTransport(transportOptions(settings, delivery, destination, sending));
    try {
      const sent = await transport.sendMail(mailOf(settings, delivery));
      return { detail: sent.response, refused: sent.rejected.map(String) };
    } finally {
      transport.close();
    }
  } catch (error) {
    throw smtpError(error);
  }
};

function transportOptions(
  { host, port, security, user, ca }: EmailSettings,
  { secrets }: Delivery,
  { address }: Destination,
  { timeoutMs, host: name }: Sending,
) {
  const password = secrets.password ?? '';
  if (security === 'none' && user !== '') {
    throw new DeliveryError('a password is never sent in the clear: choose TLS or STARTTLS', true);
  }
  return {
    // The address was checked; the name stays what the certificate must say.
    host: address,
    port,
    name,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: {
      minVersion: 'TLSv1.2' as const,
      rejectUnauthorized: true,
      ...(isIP(host) === 0 && { servername: host }),
      ...(ca !== '' && { ca }),
    },
    ...(user !== '' && { auth: { user, pass: password } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function mailOf({ from, recipients }: EmailSettings, delivery: Delivery) {
  const { id, tenant, message, content, kind } = delivery;
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const alert = kind === 'single' ? content.notices[0]?.alert : undefined;
  // All messages about one alert name the same root, so that they stand together.
  const thread = alert ? `<alert.${alert}@${domain}>` : undefined;
  return {
    from: { name: `Grundwacht ${tenant.title}`, address: from },
    to: delivery.recipients.length > 0 ? [...delivery.recipients] : recipients,
    subject: `[Grundwacht] ${message.subject}`,
    messageId: `<${id}@${domain}>`,
    ...(thread && { inReplyTo: thread, references: thread }),
    list: { id: { url: `alerts.${tenant.id}.grundwacht.${domain}`, comment: `Grundwacht ${tenant.title}` } },
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': message.language,
    },
    text: asText(message),
    html: asHtml(message),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Where an answer is about the message itself: its sender or recipients, or its text. */
const aboutMessage: readonly (string | undefined)[] = ['EENVELOPE', 'EMESSAGE'];

/**
 * RFC 5321 4.2.1: 4yz is transient, 5yz is not. Where TLS or the login fails, somebody mends the server or the channel
 * while the message is tried again.
 */
function smtpError(error: unknown): DeliveryError {
  const { code, responseCode, response } = error as NodeJS.ErrnoException & {
    responseCode?: number;
    response?: string;
  };
  if (responseCode === undefined || !aboutMessage.includes(code)) return deliveryError(error);
  return new DeliveryError(
    response ?? `the mail server answered ${responseCode}`,
    responseCode >= 500,
    error,
  );
}
