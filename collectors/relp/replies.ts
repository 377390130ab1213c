interface Reply {
  first: number;
  count: number;
  /** Undefined until it is known. */
  text: string | undefined;
}

/** The highest number of a transaction; 1 follows. */
export const lastTxnr = 999_999_999;

/** The responses of a session, sent in the order of the transactions, whatever order they become known in. */
export class Replies {
  private readonly write: (bytes: string) => void;
  private queue: Reply[] = [];
  private farewell: (() => void) | undefined;

  /** @param write sends to the client */
  constructor(write: (bytes: string) => void) {
    this.write = write;
  }

  /** Answers one transaction. */
  now(txnr: number, text: string): void {
    this.queue.push({ first: txnr, count: 1, text });
    this.flush();
  }

  /**
   * Keeps the place of the answers to `count` transactions from `first` on.
   * @returns function that answers all of them
   */
  later(first: number, count: number): (text: string) => void {
    const reply: Reply = { first, count, text: undefined };
    this.queue.push(reply);
    return (text) => {
      reply.text = text;
      this.flush();
    };
  }

  /** Calls `then` once, when everything is answered. */
  whenAllAnswered(then: () => void): void {
    this.farewell ??= then;
    this.flush();
  }

  /** The connection is gone. */
  discard(): void {
    this.queue = [];
    this.farewell = () => undefined;
  }

  private flush(): void {
    let bytes = '';
    while (this.queue[0]?.text !== undefined) bytes += format(this.queue.shift()!);
    if (bytes !== '') this.write(bytes);
    if (this.queue.length > 0 || this.farewell === undefined) return;
    const { farewell } = this;
    this.farewell = () => undefined;
    farewell();
  }
}

function format({ first, count, text }: Reply): string {
  const rest = text === '' ? ' rsp 0\n' : ` rsp ${Buffer.byteLength(text!)} ${text}\n`;
  let bytes = '';
  for (let i = 0, txnr = first; i < count; i++, txnr = txnr === lastTxnr ? 1 : txnr + 1)
    bytes += `${txnr}${rest}`;
  return bytes;
}
