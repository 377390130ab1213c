import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { programs } from './programs.js';

const run = promisify(execFile);

/** Paths of a certificate and its key. */
export interface Pair {
  certificate: string;
  key: string;
}

/** Makes certificates with openssl: an authority, and what it signs. */
export class Authority {
  readonly certificate: string;
  private readonly dir: string;
  private readonly key: string;

  private constructor(dir: string, name: string) {
    this.dir = dir;
    this.certificate = join(dir, `${name}.pem`);
    this.key = join(dir, `${name}.key`);
  }

  static async create(dir: string, name = 'ca'): Promise<Authority> {
    const authority = new Authority(dir, name);
    await openssl(
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2',
      ...['-subj', `/CN=${name}`, '-keyout', authority.key, '-out', authority.certificate],
    );
    return authority;
  }

  /**
   * @param altNames such as `DNS:localhost,IP:127.0.0.1`
   * @param days validity; negative: ended already
   */
  async sign(name: string, altNames: string, days = 2): Promise<Pair> {
    const pair = { certificate: join(this.dir, `${name}.pem`), key: join(this.dir, `${name}.key`) };
    const request = join(this.dir, `${name}.csr`);
    await openssl(
      'req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes',
      ...['-subj', `/CN=${name}`, '-keyout', pair.key, '-out', request],
    );
    const extensions = join(this.dir, `${name}.ext`);
    await writeFile(
      extensions,
      altNames === '' ? 'keyUsage=digitalSignature\n' : `subjectAltName=${altNames}\n`,
    );
    await openssl(
      `x509 -req -CAcreateserial -days ${days}`,
      ...['-in', request, '-CA', this.certificate, '-CAkey', this.key],
      ...['-extfile', extensions, '-out', pair.certificate],
    );
    return pair;
  }
}

/** @returns fingerprint as RFC 5425 4.2.2 writes it */
export async function fingerprint(certificate: string, algorithm: 'sha1' | 'sha256'): Promise<string> {
  const { stdout } = await run(programs.openssl!, [
    'x509',
    '-noout',
    '-fingerprint',
    `-${algorithm}`,
    '-in',
    certificate,
  ]);
  return `${algorithm.replace('sha', 'sha-')}:${stdout.trim().split('=')[1]}`;
}

async function openssl(words: string, ...more: string[]): Promise<void> {
  await run(programs.openssl!, [...words.split(' '), ...more]);
}
