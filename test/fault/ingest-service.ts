import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { batchMediaType, decodeBatch } from '../../server/contract/envelope.js';

/** An ingestion service in this process that keeps each batch once, as the real one does. */
export class IngestService {
  readonly texts: string[] = [];
  /** What it answers instead of taking a batch. */
  status = 200;
  /** Answers are held back for so long, milliseconds. */
  delayMs = 0;
  /** Requests seen, and those that brought a batch again. */
  requests = 0;
  duplicates = 0;
  private readonly known = new Set<string>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        // A collector that stays also reports on itself.
        if (request.headers['content-type'] !== batchMediaType) return void response.writeHead(404).end();
        this.requests++;
        const body = Buffer.concat(chunks);
        const bytes = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
        const reply = this.status === 200 ? this.take(bytes) : {};
        const answer = (): void => void response.writeHead(this.status).end(JSON.stringify(reply));
        if (this.delayMs > 0) setTimeout(answer, this.delayMs);
        else answer();
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(bytes: Buffer): object {
    const { epoch, sequence, records } = decodeBatch(bytes);
    const key = `${epoch}/${sequence}`;
    const duplicate = this.known.has(key);
    this.known.add(key);
    if (duplicate) this.duplicates++;
    else this.texts.push(...records.map(({ raw }) => Buffer.from(raw).toString()));
    return { accepted: duplicate ? 0 : records.length, duplicate, position: 1 };
  }
}
