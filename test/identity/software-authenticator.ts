import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

const userPresent = 0x01;
const userVerified = 0x04;
const attested = 0x40;

/** CBOR of what an authenticator writes (RFC 8949): small integers, bytes, text, maps. */
type Cbor = number | string | Uint8Array | [Cbor, Cbor][];

function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.of((major << 5) | value);
  if (value < 256) return Buffer.of((major << 5) | 24, value);
  return Buffer.of((major << 5) | 25, value >> 8, value & 255);
}

function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string')
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(5, value.length), ...value.flatMap(([key, item]) => [cbor(key), cbor(item)])]);
}

const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();
const base64url = (data: Uint8Array | string): string => Buffer.from(data).toString('base64url');

export interface Ceremony {
  challenge: string;
  origin: string;
  rpId: string;
}

/** An authenticator in a few lines: one key pair, attestation `none`, a counter. */
export class SoftwareAuthenticator {
  readonly id = randomBytes(16);
  counter = 0;
  /** Whether it checks its user's finger or PIN. */
  verifiesUser = true;
  #userHandle = '';
  readonly #privateKey: KeyObject;
  readonly #coseKey: Buffer;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x, y } = publicKey.export({ format: 'jwk' });
    this.#privateKey = privateKey;
    // RFC 9053: kty EC2, alg ES256, crv P-256.
    this.#coseKey = cbor([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x!, 'base64url')],
      [-3, Buffer.from(y!, 'base64url')],
    ]);
  }

  /** @param userId as the options have it: base64url */
  register({ challenge, origin, rpId }: Ceremony, userId: string) {
    this.#userHandle = userId;
    const length = Buffer.of(0, this.id.length);
    const key = Buffer.concat([Buffer.alloc(16), length, this.id, this.#coseKey]);
    const authData = Buffer.concat([this.#head(rpId, attested), key]);
    return this.#credential({
      clientDataJSON: clientData('webauthn.create', challenge, origin),
      attestationObject: base64url(
        cbor([
          ['fmt', 'none'],
          ['attStmt', []],
          ['authData', authData],
        ]),
      ),
      transports: ['internal'],
    });
  }

  authenticate({ challenge, origin, rpId }: Ceremony) {
    this.counter++;
    const authData = this.#head(rpId, 0);
    const clientDataJSON = clientData('webauthn.get', challenge, origin);
    const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, 'base64url'))]);
    return this.#credential({
      clientDataJSON,
      authenticatorData: base64url(authData),
      signature: base64url(sign('sha256', signed, this.#privateKey)),
      userHandle: this.#userHandle,
    });
  }

  #head(rpId: string, more: number): Buffer {
    const flags = userPresent | more | (this.verifiesUser ? userVerified : 0);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([sha256(rpId), Buffer.of(flags), counter]);
  }

  #credential<R>(response: R) {
    const id = base64url(this.id);
    return { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {}, response };
  }
}

function clientData(type: string, challenge: string, origin: string): string {
  return base64url(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}
