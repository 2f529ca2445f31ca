import type { IncomingMessage, ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import type { Clock, Timer } from '../core/clock.ts';
import { isObject } from '../core/json-body.ts';
import type { RawHandler } from '../core/service.ts';
import type { PaceLeases } from './leases.ts';

/** Interval of the unrequested time lines (real ms). */
const BEAT = 250;
const FASTEST = 10_000;

/**
 * `POST /_sandbox/clock`: simulated time over one duplex stream of JSON lines.
 * Request lines: `{"pace":200}` (null gives the request for a pace back), `{"sleep":15000,"id":7}` (simulated ms), `{"cancel":7}`.
 * Response lines: `{"now":ms,"pace":p}` at once, after each pace and every 250 real ms; `{"woke":7,"now":ms}`;
 * `{"error":"…"}` for an invalid line. A pace applies while the stream is open.
 */
export function clockStream(clock: Clock, leases: PaceLeases): RawHandler {
  return (message: IncomingMessage, response: ServerResponse) => {
    const lease = leases.open();
    const sleeps = new Map<number, Timer>();
    const write = (line: object): void => {
      response.write(`${JSON.stringify(line)}\n`);
    };
    const tell = (): void => {
      clock.advance();
      write({ now: clock.now(), pace: clock.pace });
    };
    const cancel = (id: number): void => {
      sleeps.get(id)?.cancel();
      sleeps.delete(id);
    };
    const sleep = (delay: number, id: number): void => {
      cancel(id);
      clock.advance();
      const wake = (): void => {
        sleeps.delete(id);
        write({ woke: id, now: clock.now() });
      };
      sleeps.set(id, clock.setTimeout(wake, delay));
    };

    const beat = setInterval(tell, BEAT);
    const lines = createInterface({ input: message });
    lines.on('line', (text) => {
      const line = parse(text);
      if (isPace(line?.pace)) {
        lease.setPace(line.pace);
        tell();
      } else if (line?.pace === null) {
        lease.release();
        tell();
      } else if (isCount(line?.sleep) && isCount(line.id)) sleep(line.sleep, line.id);
      else if (isCount(line?.cancel)) cancel(line.cancel);
      else if (text.trim() !== '') write({ error: `Invalid line in the clock stream: ${text.slice(0, 100)}` });
    });
    lines.on('close', () => response.end());
    lines.on('error', () => response.destroy());
    message.on('error', () => response.destroy());
    response.on('close', () => {
      clearInterval(beat);
      for (const timer of sleeps.values()) timer.cancel();
      lines.close();
      lease.release();
    });

    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-cache' });
    tell();
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isPace(value: unknown): value is number {
  return isCount(value) && value > 0 && value <= FASTEST;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
