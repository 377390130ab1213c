import { createSocket } from 'node:dgram';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { SyslogSettings } from '../../contract/notification-channels.js';
import { syslogLine } from '../message/syslog-line.js';
import { type Destination, destinationOf } from '../outgoing.js';
import { deliveryError, type Send } from './delivery.js';

/** RFC 5426 3.2: what every receiver takes in one datagram. */
const datagramBytes = 2048;
const closingMs = 1000;

/**
 * Sends by syslog: UDP (RFC 5426), TCP with counted octets (RFC 6587 3.4.1) or TLS (RFC 5425). Syslog has no answer:
 * sent means that the other side took the bytes and closed the connection without a fault.
 */
export const sendSyslog: Send<SyslogSettings> = async (settings, delivery, sending) => {
  const { id, kind, content, message, tenant } = delivery;
  const form = { ...settings, host: sending.host, version: sending.version, tenant: tenant.id, id };
  const line = Buffer.from(syslogLine(kind, content, message.subject, sending.now(), form));
  try {
    const destination = await destinationOf(settings.host, sending);
    if (settings.transport === 'udp') await sendDatagram(line, destination, settings.port);
    else await sendFramed(line, destination, settings, sending.timeoutMs);
  } catch (error) {
    throw deliveryError(error);
  }
  return { detail: `${line.length} bytes sent`, refused: [] };
};

function sendDatagram(line: Buffer, { address, family }: Destination, port: number): Promise<void> {
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  return new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.send(line.subarray(0, datagramBytes), port, address, (error) =>
      error ? reject(error) : resolve(),
    );
  }).finally(() => socket.close());
}

function sendFramed(
  line: Buffer,
  { address }: Destination,
  { host, port, transport, ca }: SyslogSettings,
  timeoutMs: number,
): Promise<void> {
  const frame = Buffer.concat([Buffer.from(`${line.length} `), line]);
  return new Promise<void>((resolve, reject) => {
    const names = isIP(host) === 0 ? { servername: host } : {};
    const socket: Socket =
      transport === 'tls'
        ? connectTls({ host: address, port, minVersion: 'TLSv1.2', ...names, ...(ca !== '' && { ca }) })
        : connectTcp({ host: address, port });
    const timer = setTimeout(() => {
      socket.destroy(Object.assign(new Error('time is over'), { name: 'TimeoutError' }));
    }, timeoutMs);
    socket.once(transport === 'tls' ? 'secureConnect' : 'connect', () => socket.end(frame));
    // Not every receiver closes its side; a refusal would have come by then.
    socket.once('finish', () => void setTimeout(() => socket.destroy(), closingMs).unref());
    socket.on('error', reject);
    socket.on('close', (failed) => {
      clearTimeout(timer);
      if (!failed) resolve();
    });
    socket.resume();
  });
}
