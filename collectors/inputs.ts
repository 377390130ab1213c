import { isDeepStrictEqual } from 'node:util';
import type { TailInput } from './file/tail/input.js';
import { FileTail } from './file/tail/tail.js';
import { JournalFollower } from './journald/follow-journal.js';
import type { JournalInput } from './journald/journal-input.js';
import { type Listen, type ReceiveContext, receive } from './listen/listen.js';
import type { Receiver } from './syslog/receiver.js';

/** What a collector collects. */
export interface CollectorInputs {
  /** Addresses to receive syslog on. */
  listen: readonly Listen[];
  /** Files to follow; they need a spool, which keeps how far they were read. */
  files: readonly TailInput[];
  /** Journals to follow; each has a name of its own. */
  journals: readonly JournalInput[];
}

export interface InputsContext extends ReceiveContext {
  /** Positions that the spool holds. */
  marks: ReadonlyMap<string, object>;
  /** Resolves when everything handed over is in the spool. */
  held(): Promise<void>;
}

/** The running inputs of a collector; what changes is started and stopped, the rest goes on. */
export class Inputs {
  private readonly context: InputsContext;
  private listening: { listen: Listen; receiver: Receiver }[] = [];
  private files: readonly TailInput[] = [];
  private tail: FileTail | undefined;
  private journals: { input: JournalInput; follower: JournalFollower }[] = [];

  constructor(context: InputsContext) {
    this.context = context;
  }

  get receivers(): readonly Receiver[] {
    return this.listening.map(({ receiver }) => receiver);
  }

  /**
   * Brings what runs in line with what is wanted. When something cannot be started, what ran before goes on.
   * @throws GrundwachtError PORT_IN_USE, CONFIG_INVALID naming the address; FILE_UNREADABLE of certificates
   */
  async apply(wanted: CollectorInputs): Promise<void> {
    const kept = this.listening.filter(({ listen }) =>
      wanted.listen.some((one) => isDeepStrictEqual(one, listen)),
    );
    const dropped = this.listening.filter((one) => !kept.includes(one));
    const added = wanted.listen.filter((one) => !kept.some(({ listen }) => isDeepStrictEqual(one, listen)));
    // The port of one that goes may be wanted by one that comes.
    await Promise.all(dropped.map(({ receiver }) => receiver.stop()));
    try {
      this.listening = [...kept, ...(await this.listenOn(added))];
    } catch (error) {
      this.listening = [...kept, ...(await this.listenOn(dropped.map(({ listen }) => listen)))];
      throw error;
    }
    await this.followFiles(wanted.files);
    await this.followJournals(wanted.journals);
  }

  async stop(): Promise<void> {
    await Promise.all(this.receivers.map((receiver) => receiver.stop()));
    await this.tail?.stop();
    await Promise.all(this.journals.map(({ follower }) => follower.stop()));
  }

  private async listenOn(addresses: readonly Listen[]): Promise<{ listen: Listen; receiver: Receiver }[]> {
    const started: { listen: Listen; receiver: Receiver }[] = [];
    try {
      for (const listen of addresses) started.push({ listen, receiver: await receive(listen, this.context) });
    } catch (error) {
      await Promise.all(started.map(({ receiver }) => receiver.stop()));
      throw error;
    }
    return started;
  }

  private async followFiles(files: readonly TailInput[]): Promise<void> {
    if (isDeepStrictEqual(files, this.files)) return;
    const { limits, held } = this.context;
    const options = { ...this.context, inputs: files, maxRecordBytes: limits.maxMessageBytes };
    // Checks the inputs before the one that runs is stopped.
    const tail = files.length === 0 ? undefined : new FileTail(options);
    await this.tail?.stop();
    // The marks must tell where the one before has come.
    await held();
    this.tail = tail;
    this.files = files;
    this.tail?.start();
  }

  private async followJournals(inputs: readonly JournalInput[]): Promise<void> {
    const { limits, held } = this.context;
    const kept = this.journals.filter(({ input }) => inputs.some((one) => isDeepStrictEqual(one, input)));
    const dropped = this.journals.filter((one) => !kept.includes(one));
    const added = inputs.filter((one) => !kept.some(({ input }) => isDeepStrictEqual(one, input)));
    await Promise.all(dropped.map(({ follower }) => follower.stop()));
    if (dropped.length > 0) await held();
    const options = { ...this.context, maxRecordBytes: limits.maxMessageBytes };
    this.journals = [
      ...kept,
      ...added.map((input) => ({ input, follower: new JournalFollower({ ...options, input }) })),
    ];
  }
}
