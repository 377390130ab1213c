import { DerFault, DerReader, der, derInteger, tags } from './der.js';

const sha256 = Buffer.from('608648016503040201', 'hex');
const signedData = Buffer.from('2a864886f70d010702', 'hex');
const timeStampInfo = Buffer.from('2a864886f70d0109100104', 'hex');

/** A reply does not stamp what was asked for. */
export class StampRefused extends Error {}

/**
 * RFC 3161, 2.4.1: asks for a time stamp with the service's certificate in it.
 * @param hash SHA-256 of what is stamped
 * @param nonce random bytes that the reply has to repeat
 * @returns DER of a TimeStampReq
 */
export function timeStampRequest(hash: Uint8Array, nonce: Uint8Array): Buffer {
  return der(
    tags.sequence,
    derInteger(Buffer.of(1)),
    der(tags.sequence, der(tags.sequence, der(tags.object, sha256), der(tags.null)), der(tags.octets, hash)),
    derInteger(nonce),
    der(tags.boolean, Buffer.of(0xff)),
  );
}

/**
 * RFC 3161, 2.4.2: reads a reply. Whose signature is on it is for whoever relies on it to verify, against an authority
 * of their choice (`openssl ts -verify`).
 * @param reply DER of a TimeStampResp
 * @param nonce of the request; undefined: a reply that was accepted before
 * @returns the time that the service states
 * @throws StampRefused when it is a refusal, malformed, or a stamp of something else
 */
export function readTimeStamp(reply: Buffer, hash: Uint8Array, nonce?: Uint8Array): Date {
  try {
    return checkedTime(infoOf(reply), hash, nonce);
  } catch (error) {
    if (!(error instanceof DerFault)) throw error;
    throw new StampRefused(`the reply of the time-stamping service is malformed: ${error.message}`);
  }
}

/** @returns TSTInfo */
function infoOf(reply: Buffer): DerReader {
  const whole = new DerReader(reply);
  const response = whole.inside(tags.sequence);
  whole.end();
  const status = response.inside(tags.sequence).value(tags.integer);
  // granted (0) or grantedWithMods (1)
  if (status.length !== 1 || status[0]! > 1) {
    throw new StampRefused(
      `the time-stamping service refused: status ${status.readIntBE(0, Math.min(status.length, 6))}`,
    );
  }
  const token = response.inside(tags.sequence);
  response.end();
  mustBe(token.value(tags.object), signedData, 'signed data');
  const signed = token.inside(tags.explicit0).inside(tags.sequence);
  signed.value(tags.integer);
  signed.value(tags.set);
  const content = signed.inside(tags.sequence);
  mustBe(content.value(tags.object), timeStampInfo, 'a time stamp');
  return new DerReader(content.inside(tags.explicit0).value(tags.octets)).inside(tags.sequence);
}

function checkedTime(info: DerReader, hash: Uint8Array, nonce: Uint8Array | undefined): Date {
  info.value(tags.integer);
  info.value(tags.object);
  const imprint = info.inside(tags.sequence);
  mustBe(imprint.inside(tags.sequence).value(tags.object), sha256, 'a stamp of a SHA-256 hash');
  if (!imprint.value(tags.octets).equals(hash)) throw new StampRefused('the time stamp is of something else');
  info.value(tags.integer);
  const time = timeOf(info.value(tags.time).toString('latin1'));
  if (info.next === tags.sequence) info.skip();
  if (info.next === tags.boolean) info.skip();
  if (nonce !== undefined) {
    const given = info.next === tags.integer ? info.value(tags.integer) : undefined;
    if (given === undefined || !derInteger(given).equals(derInteger(nonce))) {
      throw new StampRefused('the time stamp answers another request');
    }
  }
  return time;
}

/** X.690, 11.7, as RFC 3161, 2.4.2 narrows it: UTC, with or without fractions of a second. */
function timeOf(text: string): Date {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?Z$/.exec(text);
  if (parts === null) throw new DerFault('a time that is none');
  const [, year, month, day, hour, minute, second, fraction = '0'] = parts;
  const time = new Date(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`,
  );
  if (Number.isNaN(time.getTime())) throw new DerFault('a time that is none');
  return time;
}

function mustBe(given: Buffer, wanted: Buffer, what: string): void {
  if (!given.equals(wanted)) throw new StampRefused(`the reply of the time-stamping service is not ${what}`);
}
