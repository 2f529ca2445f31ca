import { connect, type Socket } from 'node:net';
import type { Clock } from '../target/clock.ts';
import { type CompletionReader, JsonCompletion, StreamedCompletion } from './completion.ts';
import type { Recorder } from './recorder.ts';
import type { RequestBytes } from './request.ts';
import { ProtocolError, ResponseParser } from './response.ts';

/** The state that all loops of a load share. */
export interface LoopContext {
  readonly host: string;
  readonly port: number;
  readonly stream: boolean;
  readonly requestsPerConnection: number;
  /** Milliseconds of the target's time. */
  readonly connectionLifetime: number;
  /** Milliseconds of the target's time. */
  readonly deadline: number;
  readonly clock: Clock;
  readonly request: RequestBytes;
  readonly recorder: Recorder;
  /** The read buffer of every socket: each read is consumed before the next one. */
  readonly buffer: Buffer;
}

/** The first and the longest wait after an error (ms of the target's time). */
const RETRY = { first: 500, longest: 10_000 } as const;

/** One closed loop: send a request, wait for the whole answer, repeat. */
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
  /** Whether a byte of the current answer has arrived. */
  #heard = false;
  #failures = 0;

  /** @param startAt milliseconds of the target's clock */
  constructor(context: LoopContext, startAt: number) {
    this.#context = context;
    this.#dueAt = startAt;
    this.#completion = context.stream ? new StreamedCompletion() : new JsonCompletion();
  }

  /** Start a request that is due, or give up one that is overdue. */
  tick(now: number): void {
    if (!this.#inFlight) {
      if (now >= this.#dueAt) this.#ask();
    } else if (now - this.#sentAt > this.#context.deadline) {
      this.#fail('DEADLINE');
    }
  }

  /** Close the socket, so that the server drops the request. */
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

  /** Whether all received bytes belong to the answer. */
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
      // The server may close a kept connection just as the loop reuses it.
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
