import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { CollectorInputs } from '../../server/contract/collector-inputs.js';
import { replaceFile } from '../../server/journal/replace-file.js';
import type { ServiceClient } from '../service/service-client.js';

export interface RemoteInputsOptions {
  client: ServiceClient;
  /** File that keeps the inputs in force, for a start without the server. */
  file: string;
  /**
   * Checks inputs and puts them in force.
   * @param inputs as the server or the file gave them, of any shape
   * @throws Error naming the place; what was in force stays then
   */
  apply(inputs: unknown): Promise<void>;
  logger: Logger;
}

interface Kept {
  version: number;
  inputs: unknown;
}

/** Fetches what the server wants a collector to collect. */
export class RemoteInputs {
  /** Version in force; null: none. */
  version: number | null = null;
  /** Why a newer one is not. */
  error: string | null = null;
  private readonly options: RemoteInputsOptions;
  private etag: string | undefined;

  constructor(options: RemoteInputsOptions) {
    this.options = options;
  }

  /** Puts in force what was in force at the last stop. */
  async restore(): Promise<void> {
    const text = await readFile(this.options.file, 'utf8').catch(() => undefined);
    if (text === undefined) return;
    try {
      await this.use(JSON.parse(text) as Kept, false);
    } catch (error) {
      this.error = (error as Error).message;
      this.options.logger.error({ err: error }, 'inputs-not-restored');
    }
  }

  /** Asks the server once. A version that failed is not tried again. @throws Error of the network */
  async poll(signal?: AbortSignal): Promise<void> {
    const { client, logger } = this.options;
    const headers: Record<string, string> = this.etag === undefined ? {} : { 'if-none-match': this.etag };
    const answer = await client.send({
      method: 'GET',
      path: 'api/v1/collector/inputs',
      headers,
      ...(signal === undefined ? {} : { signal }),
    });
    if (answer.status === 304) return;
    if (answer.status !== 200) throw new Error(`HTTP ${answer.status} for the inputs`);
    const { version, inputs } = JSON.parse(answer.text) as { version: number; inputs: CollectorInputs };
    this.etag = answer.headers.etag;
    // Version 0: none was ever set.
    if (version === 0 || version === this.version) return;
    try {
      await this.use({ version, inputs }, true);
      logger.info({ version }, 'inputs-applied');
    } catch (error) {
      this.error = `version ${version}: ${(error as Error).message}`.slice(0, 2000);
      logger.error({ version, reason: this.error }, 'inputs-refused');
    }
  }

  private async use({ version, inputs }: Kept, keep: boolean): Promise<void> {
    await this.options.apply(inputs);
    this.version = version;
    this.error = null;
    if (!keep) return;
    const { file } = this.options;
    await replaceFile(file, [JSON.stringify({ version, inputs })]);
  }
}
