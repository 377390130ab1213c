import { GrundwachtError } from '../../server/contract/errors.js';
import { type ListenAddress, placeOf } from './receiver.js';

/**
 * @param error what `listen` or `bind` failed with
 * @returns a coded error that names the address and what to do; other errors unchanged
 */
export function listenError(error: unknown, transport: string, address: ListenAddress): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const place = `${transport.toUpperCase()} ${placeOf(address)}`;
  if (code === 'EADDRINUSE') {
    const detail = `${place} is used by another program (perhaps rsyslog): choose another port or stop it`;
    return new GrundwachtError('PORT_IN_USE', detail, { cause: error });
  }
  if (code === 'EACCES') {
    const detail = `${place} may not be opened by this user: ports below 1024 need the right to bind them`;
    return new GrundwachtError('PORT_IN_USE', detail, { cause: error });
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAFNOSUPPORT' || code === 'EINVAL') {
    const detail = `${place} is no address of this machine: correct the host`;
    return new GrundwachtError('CONFIG_INVALID', detail, { cause: error });
  }
  return error;
}
