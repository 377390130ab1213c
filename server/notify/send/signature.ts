import { createHmac } from 'node:crypto';

/**
 * Signs what is sent, so that the other side knows where it comes from and when: it compares the signature in constant
 * time, refuses timestamps that are more than five minutes off, and knows repetitions by the delivery's id.
 * @param timestamp seconds since the epoch
 * @returns `v1=` and HMAC-SHA-256 of `<timestamp>.<body>` in hexadecimal
 */
export function signatureOf(key: string, timestamp: number, body: string): string {
  return `v1=${createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')}`;
}
