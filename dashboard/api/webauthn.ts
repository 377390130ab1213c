import type { NewPasskey, PasskeyAnswer, PasskeyOptions } from '../../server/contract/second-factors.js';

/** @returns whether this browser can use passkeys at this address: over HTTPS or at localhost, at a name */
export function passkeysPossible(): boolean {
  const named = /[a-z]/i.test(location.hostname) && !location.hostname.includes(':');
  return (
    window.isSecureContext &&
    named &&
    typeof window.PublicKeyCredential?.parseCreationOptionsFromJSON === 'function'
  );
}

/** Whether a person closed the browser's question, or let it pass. */
export function wasCancelled(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError');
}

/** @throws DOMException of the browser's */
export async function createPasskey(options: PasskeyOptions): Promise<NewPasskey> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  return toJson<NewPasskey>(await navigator.credentials.create({ publicKey }));
}

/** @throws DOMException of the browser's */
export async function askPasskey(options: PasskeyOptions): Promise<PasskeyAnswer> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  return toJson<PasskeyAnswer>(await navigator.credentials.get({ publicKey }));
}

function toJson<T>(credential: Credential | null): T {
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException('no passkey', 'NotAllowedError');
  return credential.toJSON() as T;
}
