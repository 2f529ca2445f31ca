import type { IncomingMessage, ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import type { Clock, Timer } from '../core/clock.ts';
import { isObject } from '../core/json-body.ts';
import type { RawHandler } from '../core/service.ts';
import type { PaceLeases, Stepping } from './leases.ts';
import type { Stepper } from './stepper.ts';

/** Interval of the unrequested time lines (real ms). */
const BEAT = 250;
const FASTEST = 10_000;

/**
 * `POST /_sandbox/clock`: simulated time over one duplex stream of JSON lines.
 * Request lines: `{"pace":200,"id":1}` (null gives the request back), `{"pace":200,"steps":"waits","id":2}` (or
 * `"joins"`), `{"sleep":15000,"id":7}` (simulated ms), `{"cancel":7}`, `{"echo":3}`.
 * Response lines: `{"now":ms,"pace":p}` at once, after each pace (then with `"paced":1`, its id) and every 250 real ms,
 * with `"stepped":true` while time moves in steps; `{"woke":7,"now":ms}`; `{"echo":3,"now":ms}`, which the client sends back when it has handled
 * everything before it; `{"error":"…"}` for an invalid line. A pace applies while the stream is open.
 */
export function clockStream(clock: Clock, leases: PaceLeases, stepper: Stepper): RawHandler {
  return (message: IncomingMessage, response: ServerResponse) => {
    const lease = leases.open();
    const sleeps = new Map<number, Timer>();
    const echoes = new Map<number, () => void>();
    let lastEcho = 0;
    let leave: (() => void) | undefined;
    const write = (line: object): void => {
      response.write(`${JSON.stringify(line)}\n`);
    };
    const tell = (paced?: number): void => {
      write({ now: clock.now(), pace: clock.pace, ...(clock.stepped && { stepped: true }), paced });
    };
    const tellNow = (paced?: number): void => {
      clock.advance();
      tell(paced);
    };
    const echo = (): Promise<void> =>
      new Promise((resolve) => {
        echoes.set(++lastEcho, resolve);
        write({ echo: lastEcho, now: clock.now() });
      });
    const cancel = (id: number): void => {
      sleeps.get(id)?.cancel();
      sleeps.delete(id);
    };
    const sleep = (delay: number, id: number): void => {
      cancel(id);
      clock.advance();
      const wake = (): void => {
        sleeps.delete(id);
        clock.show(0);
        write({ woke: id, now: clock.now() });
      };
      sleeps.set(id, clock.setTimeout(wake, delay));
    };
    const setPace = (pace: number, stepping: Stepping | undefined, id?: number): void => {
      if (stepping) leave ??= stepper.join({ tell, echo });
      else part();
      lease.setPace(pace, stepping);
      tellNow(id);
      void stepper.run();
    };
    /** The runs that are left may wait for nothing but time. */
    const release = (): void => {
      part();
      lease.release();
      void stepper.run();
    };
    const giveBack = (id?: number): void => {
      release();
      tellNow(id);
    };
    const part = (): void => {
      leave?.();
      leave = undefined;
      for (const resolve of echoes.values()) resolve();
      echoes.clear();
    };
    const echoed = (id: number): void => {
      echoes.get(id)?.();
      echoes.delete(id);
    };

    const beat = setInterval(() => tellNow(), BEAT);
    const lines = createInterface({ input: message });
    lines.on('line', (text) => {
      const line = parse(text);
      const id = isCount(line?.id) ? line.id : undefined;
      if (line?.pace === null) giveBack(id);
      else if (isPace(line?.pace) && isStepping(line.steps)) setPace(line.pace, line.steps, id);
      else if (isCount(line?.sleep) && isCount(line.id)) sleep(line.sleep, line.id);
      else if (isCount(line?.cancel)) cancel(line.cancel);
      else if (isCount(line?.echo)) echoed(line.echo);
      else if (text.trim() !== '') write({ error: `Invalid line in the clock stream: ${text.slice(0, 100)}` });
    });
    lines.on('close', () => response.end());
    lines.on('error', () => response.destroy());
    message.on('error', () => response.destroy());
    response.on('close', () => {
      clearInterval(beat);
      for (const timer of sleeps.values()) timer.cancel();
      lines.close();
      release();
    });

    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-cache' });
    tellNow();
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

function isStepping(value: unknown): value is Stepping | undefined {
  return value === undefined || value === 'waits' || value === 'joins';
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
