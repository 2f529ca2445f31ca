import { connect, type Socket } from 'node:net';
import type { Clock } from '../target/clock.ts';
import { type CompletionReader, JsonCompletion, StreamedCompletion } from './completion.ts';
import type { Recorder } from './recorder.ts';
import type { RequestBytes } from './request.ts';
import { ProtocolError, ResponseParser } from './response.ts';

/** What all loops of a load share. */
export interface LoopContext {
  readonly host: string;
  readonly port: number;
  readonly stream: boolean;
  readonly requestsPerConnection: number;
  /** Target-clock milliseconds. */
  readonly connectionLifetime: number;
  /** Target-clock milliseconds. */
  readonly deadline: number;
  readonly clock: Clock;
  readonly request: RequestBytes;
  readonly recorder: Recorder;
  /** Where every socket of the load reads into: what is read is used up before the next read. */
  readonly buffer: Buffer;
}

/** The first wait after an error and the longest (target-clock milliseconds). */
const RETRY = { first: 500, longest: 10_000 } as const;

/** One closed loop: ask, wait for the whole answer, ask again. */
export class Loop {
  /** Requests answered. */
  answers = 0;
  readonly #context: LoopContext;
  readonly #parser = new ResponseParser();
  readonly #completion: CompletionReader;
  #socket: Socket | undefined;
  #answersOnSocket = 0;
  #openedAt = 0;
  #dueAt: number;
  #sentAt = 0;
  #inFlight = false;
  /** Whether a byte of the present answer has come. */
  #heard = false;
  #failures = 0;

  /** @param startAt target-clock milliseconds */
  constructor(context: LoopContext, startAt: number) {
    this.#context = context;
    this.#dueAt = startAt;
    this.#completion = context.stream ? new StreamedCompletion() : new JsonCompletion();
  }

  /** Called now and then: starts what is due and gives up what is overdue. */
  tick(now: number): void {
    if (!this.#inFlight) {
      if (now >= this.#dueAt) this.#ask();
    } else if (now - this.#sentAt > this.#context.deadline) {
      this.#fail('DEADLINE');
    }
  }

  /** Close the socket, so that the server gives up the request at once. */
  stop(): void {
    this.#inFlight = false;
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#drop();
  }

  #ask(): void {
    this.#sentAt = this.#context.clock.now();
    this.#inFlight = true;
    this.#context.recorder.inFlight++;
    this.#send();
  }

  #send(): void {
    this.#heard = false;
    this.#parser.reset();
    this.#completion.reset();
    const socket = this.#socket ?? this.#connect();
    socket.write(this.#context.request(this.#answersOnSocket + 1 >= this.#context.requestsPerConnection));
  }

  #connect(): Socket {
    const { host, port, buffer, recorder } = this.#context;
    let code = 'CLOSED';
    const callback = (size: number): boolean => {
      if (this.#socket === socket) this.#read(size);
      return true;
    };
    const socket = connect({ host, port, noDelay: true, onread: { buffer, callback } });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      code = error.code ?? 'SOCKET';
    });
    socket.on('close', () => {
      recorder.open--;
      if (this.#socket === socket) this.#closed(code);
    });
    recorder.open++;
    recorder.opened++;
    this.#socket = socket;
    this.#openedAt = this.#sentAt;
    this.#answersOnSocket = 0;
    return socket;
  }

  #read(size: number): void {
    const { clock, recorder } = this.#context;
    const waitedForText = !this.#completion.begun;
    const now = clock.now();
    this.#heard = true;
    if (!this.#parse(size)) {
      this.#fail('PROTOCOL');
      return;
    }
    if (waitedForText && this.#completion.begun) recorder.begun((now - this.#sentAt) / 1000);
    if (this.#parser.done) this.#finish(now);
  }

  /** Whether all of what came belongs to the answer; nobody asked for more. */
  #parse(size: number): boolean {
    try {
      return this.#parser.read(this.#context.buffer, 0, size, this.#completion) === size;
    } catch (error) {
      if (error instanceof ProtocolError) return false;
      throw error;
    }
  }

  #finish(now: number): void {
    const { status, keepAlive } = this.#parser;
    const kind = status === 200 ? this.#completion.fault : `HTTP ${status}`;
    if (kind !== undefined) {
      this.#fail(kind);
      return;
    }
    this.#inFlight = false;
    this.#failures = 0;
    this.answers++;
    this.#context.recorder.answered((now - this.#sentAt) / 1000, this.#completion.tokens);
    this.#answersOnSocket++;
    if (!keepAlive || this.#isWorn(now)) this.#drop();
    this.#ask();
  }

  #isWorn(now: number): boolean {
    const { requestsPerConnection, connectionLifetime } = this.#context;
    return this.#answersOnSocket >= requestsPerConnection || now - this.#openedAt >= connectionLifetime;
  }

  /** The server closed the connection. */
  #closed(code: string): void {
    this.#socket = undefined;
    if (!this.#inFlight) return;
    if (this.#heard) {
      if (this.#parser.close()) this.#finish(this.#context.clock.now());
      else this.#fail('TRUNCATED');
    } else if (this.#answersOnSocket > 0) {
      // A kept connection may be closed by the server in the very moment in which it is used again; a new one is not.
      this.#context.recorder.reconnects++;
      this.#send();
    } else {
      this.#fail(code);
    }
  }

  #fail(kind: string): void {
    const { recorder, clock } = this.#context;
    this.#inFlight = false;
    recorder.failed(kind);
    this.#dueAt = clock.now() + Math.min(RETRY.first * 2 ** this.#failures++, RETRY.longest);
    this.#drop();
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }
}
