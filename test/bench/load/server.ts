import { createServer, type Socket } from 'node:net';
import { Histogram } from '../../../lib/load/histogram.ts';

/*
 * A server that does nothing else than answer, in a process of its own. It answers each request with a completion of
 * 1,000 tokens (`answers`), or with a paced stream (`streams`): each open stream gets an event at each step, as from a
 * decode loop. A message gets what the server has sent since the message before it.
 */
export const BODY = { model: 'm', prompt: 'Write a story about san francisco', max_tokens: 1000, temperature: 0 };
/** Events of a stream, and ms between two of them. */
export const STREAM = { events: 100, interval: 20 } as const;
export type Mode = 'answers' | 'streams';

/** The server's own view of what it has sent. */
export interface Sent {
  /** Whole answers, or events of streams. */
  readonly count: number;
  /** Gap between two events of a stream as they were sent, 99th percentile (s); NaN without streams. */
  readonly gapP99: number;
}

let count = 0;
let gaps = new Histogram();

/** CLOCK_MONOTONIC, which all processes of this machine share (ms). */
export const monotonic = (): number => Number(process.hrtime.bigint()) / 1e6;

const usage = '"usage":{"prompt_tokens":7,"total_tokens":1007,"completion_tokens":1000}';
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: ';

function whole(socket: Socket, isLast: boolean): void {
  count++;
  if (isLast) socket.end(ANSWER);
  else socket.write(ANSWER);
}

const text = `{"id":"cmpl-1","object":"text_completion","choices":[{"index":0,"text":"${'story '.repeat(740)}"}],${usage}}`;
const ANSWER = Buffer.from(`${HEAD}application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`);

const chunk = (data: string): string => `${data.length.toString(16)}\r\n${data}\r\n`;
const STREAM_HEAD = `${HEAD}text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n`;
const STREAM_END = `${chunk(`data: {"choices":[],${usage}}\n\ndata: [DONE]\n\n`)}0\r\n\r\n`;
/** 246 bytes with the time at which the event was sent, as in vLLM's streams. */
const event = (sent: number): string =>
  chunk(
    `data: {"id":"cmpl-6f2c9f6d3a6e4f0b9f9f2d1f1c0a7b5e","object":"text_completion","created":1764400000,"model":"meta-llama/Llama-3.1-70B","choices":[{"index":0,"text":" story","logprobs":null,"finish_reason":null}],"sent":${sent.toFixed(3)}}\n\n`,
  );

interface Open {
  left: number;
  last: number;
  readonly isLast: boolean;
}
const streams = new Map<Socket, Open>();

function step(): void {
  for (const [socket, stream] of streams) {
    const now = monotonic();
    const isFirst = stream.left === STREAM.events;
    stream.left--;
    const ends = stream.left === 0;
    const bytes = `${isFirst ? STREAM_HEAD : ''}${event(now)}${ends ? STREAM_END : ''}`;
    if (ends) streams.delete(socket);
    if (ends && stream.isLast) socket.end(bytes, 'latin1');
    else socket.write(bytes, 'latin1');
    count++;
    if (!isFirst) gaps.record((now - stream.last) / 1000);
    stream.last = now;
  }
}

/** Steps on an absolute schedule: one that is late does not move the others. */
function pace(due: number): void {
  setTimeout(
    () => {
      step();
      pace(Math.max(due + STREAM.interval, monotonic()));
    },
    Math.max(0, due - monotonic()),
  );
}

function serve(mode: Mode): void {
  const answer = (socket: Socket, isLast: boolean): void => {
    if (mode === 'answers') whole(socket, isLast);
    else streams.set(socket, { left: STREAM.events, last: 0, isLast });
  };
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('close', () => streams.delete(socket));
    // The requests of the bench are small: a chunk that begins with POST is a whole one.
    socket.on('data', (data) => {
      if (data[0] === 'P'.charCodeAt(0)) answer(socket, data.includes('Connection: close'));
    });
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => process.send!(server.address()));
  if (mode === 'streams') pace(monotonic());
  process.on('message', () => {
    process.send!({ count, gapP99: gaps.quantile(0.99) } satisfies Sent);
    count = 0;
    gaps = new Histogram();
  });
  process.once('disconnect', () => process.exit());
}

if (process.argv[2] === 'serve') serve(process.argv[3] as Mode);
