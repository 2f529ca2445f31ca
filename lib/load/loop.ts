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
  /** Requests that were scheduled earlier than this are warm-up (ms of the target's clock). */
  readonly countFrom: number;
  /** The number of the next request. */
  next: number;
  /** Gives a loop without a request its next turn. @param failures in a row */
  free(loop: Loop, now: number, failures: number): void;
  /** The read buffer of every socket: each read is consumed before the next one. */
  readonly buffer: Buffer;
}

/** Sends a request at its turn, waits for the whole answer, and asks for the next turn. */
export class Loop {
  /** Requests answered. */
  answers = 0;
  readonly #context: LoopContext;
  readonly #parser = new ResponseParser();
  readonly #completion: CompletionReader;
  #socket: Socket | undefined;
  #answersOnSocket = 0;
  #openedAt = 0;
  #dueAt = Number.POSITIVE_INFINITY;
  #number = 0;
  #scheduledAt = 0;
  #sentAt = 0;
  #firstAt = Number.NaN;
  #lastEventAt = Number.NaN;
  #inFlight = false;
  /** Whether a byte of the current answer has arrived. */
  #heard = false;
  #failures = 0;

  constructor(context: LoopContext) {
    this.#context = context;
    this.#completion = context.stream ? new StreamedCompletion() : new JsonCompletion();
  }

  /** Send the next request at this time, or now if it has passed (ms of the target's clock). */
  ask(at: number, now: number): void {
    this.#dueAt = at;
    if (at <= now) this.#ask();
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
    this.#scheduledAt = Math.min(this.#dueAt, this.#sentAt);
    this.#number = this.#context.next++;
    this.#inFlight = true;
    this.#context.recorder.inFlight++;
    this.#context.recorder.sent++;
    this.#send();
  }

  #send(): void {
    this.#heard = false;
    this.#firstAt = Number.NaN;
    this.#parser.reset();
    this.#completion.reset();
    const socket = this.#socket ?? this.#connect();
    const { request, requestsPerConnection } = this.#context;
    socket.write(request(this.#number, this.#answersOnSocket + 1 >= requestsPerConnection));
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
    const { clock } = this.#context;
    const before = this.#completion.events;
    const now = clock.now();
    this.#heard = true;
    if (!this.#parse(size)) {
      this.#fail('PROTOCOL');
      return;
    }
    this.#stamp(this.#completion.events - before, now);
    if (this.#parser.done) this.#finish(now);
  }

  /** Events of one read arrived together. */
  #stamp(events: number, now: number): void {
    if (events === 0) return;
    const { recorder, countFrom } = this.#context;
    const isFirst = Number.isNaN(this.#firstAt);
    if (isFirst) this.#firstAt = now;
    if (this.#scheduledAt >= countFrom) {
      if (isFirst) recorder.begun((now - this.#sentAt) / 1000);
      else recorder.followed((now - this.#lastEventAt) / 1000);
      recorder.coalesced += events - 1;
    }
    this.#lastEventAt = now;
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
    this.#record(now);
    this.#answersOnSocket++;
    if (!keepAlive || this.#isWorn(now)) this.#drop();
    this.#rest(now);
  }

  #record(now: number): void {
    const { recorder, countFrom } = this.#context;
    const { tokens, events } = this.#completion;
    const decode = (this.#lastEventAt - this.#firstAt) / 1000;
    recorder.answered(
      tokens,
      this.#scheduledAt >= countFrom && {
        latency: (now - this.#sentAt) / 1000,
        clientQueue: (this.#sentAt - this.#scheduledAt) / 1000,
        ttft: (this.#firstAt - this.#scheduledAt) / 1000,
        itl: decode / (events - 1),
        tpot: decode / (tokens - 1),
        e2e: (now - this.#scheduledAt) / 1000,
      },
    );
  }

  #rest(now: number): void {
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#context.free(this, now, this.#failures);
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
    this.#failures++;
    recorder.failed(kind);
    this.#drop();
    this.#rest(clock.now());
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }
}
