import { lookup } from 'node:dns';
import { createWriteStream } from 'node:fs';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GrundwachtError } from '../contract/errors.js';
import { version } from '../contract/version.js';

const maxRedirects = 5;
/** A release of SigmaHQ has 4 MB. */
const maxBytes = 256 * 1024 * 1024;
/** Without a byte for this long the server is given up, milliseconds. */
const idleMs = 30_000;

/** Addresses that are not on the internet: loopback, private, link-local, carrier NAT, multicast, and IPv6 alike. */
const internal = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const) {
  internal.addSubnet(net, bits, 'ipv4');
}
for (const [net, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
  ['64:ff9b::', 96],
] as const) {
  internal.addSubnet(net, bits, 'ipv6');
}

/** @returns whether an IP address (also an IPv4 one in IPv6 form) is not on the internet */
export function isInternalAddress(address: string): boolean {
  const family = isIP(address);
  return family === 0 || internal.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Downloads a file. The address that the user gives may be anywhere, such as a mirror of the city's own; another
 * host that it leads to must be on the internet, and https never leads to http.
 * @param address http or https
 * @param target file that is made
 * @param limit most bytes
 * @throws GrundwachtError VALIDATION when the address is none, or leads where it must not; FILE_UNREADABLE when the
 * download fails
 */
export async function download(address: string, target: string, limit = maxBytes): Promise<void> {
  let url = parseUrl(address);
  const first = url;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const response = await request(url, url.host !== first.host);
    const { statusCode = 0, headers } = response;
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
      response.destroy();
      const next = parseUrl(new URL(headers.location, url).href);
      if (url.protocol === 'https:' && next.protocol === 'http:') {
        throw new GrundwachtError('VALIDATION', `${url.href} leads to ${next.href}, which is not encrypted`);
      }
      url = next;
      continue;
    }
    if (statusCode !== 200) {
      response.destroy();
      throw new GrundwachtError('FILE_UNREADABLE', `${url.href}: the server answers ${statusCode}`);
    }
    return save(response, url, target, limit);
  }
  throw new GrundwachtError('FILE_UNREADABLE', `${address}: more than ${maxRedirects} redirects`);
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new GrundwachtError('VALIDATION', `\`${text}\` is no address of the form https://...`);
  }
  return url;
}

function request(url: URL, guarded: boolean): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (guarded && isIP(host) !== 0 && isInternalAddress(host)) throw refused(url);
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void =>
      reject(
        error instanceof GrundwachtError
          ? error
          : new GrundwachtError('FILE_UNREADABLE', `${url.href}: ${error.message}`, { cause: error }),
      );
    const get = url.protocol === 'https:' ? httpsGet : httpGet;
    const headers = { 'user-agent': `grundwacht/${version}`, accept: 'application/zip, */*;q=0.5' };
    const options = { headers, timeout: idleMs, ...(guarded ? { lookup: publicLookup(url) } : {}) };
    const call = get(url, options, resolve);
    call.on('timeout', () => call.destroy(new Error(`no answer for ${idleMs / 1000} s`)));
    call.on('error', failed);
  });
}

/** Looks at the addresses that are connected to, so that a name cannot be checked as one and used as another. */
function publicLookup(url: URL): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 0);
      const [first] = addresses;
      if (first === undefined || addresses.some(({ address }) => isInternalAddress(address))) {
        return callback(refused(url), '', 0);
      }
      return options.all === true ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}

function refused(url: URL): GrundwachtError {
  const detail = `${url.href} is in an internal network, and another host has led to it; give that address yourself`;
  return new GrundwachtError('VALIDATION', detail);
}

async function save(response: IncomingMessage, url: URL, target: string, limit: number): Promise<void> {
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limit) done(new Error(`larger than ${limit} bytes`));
      else done(null, chunk);
    },
  });
  try {
    await pipeline(response, counted, createWriteStream(target, { flags: 'wx', mode: 0o600 }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GrundwachtError('FILE_UNREADABLE', `${url.href}: ${reason}`, { cause: error });
  }
}
