import { readdirSync, readFileSync } from 'node:fs';
import { Agent as HttpAgent, request as httpRequest, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { Random } from '../../../../sandbox/core/random.ts';
import { Victim } from '../victim.ts';
import { fuzzBytes } from './malformed.ts';
import { type FuzzRequest, fuzzRequest } from './requests.ts';

const REQUESTS = 18_000;
const CONNECTIONS = 2_000;
const AT_ONCE = 8;
/** Real ms after which an answer that streams is left. */
const PATIENCE = 30;
/** Real ms after which an answer that has not begun will never come. */
const SILENCE = 10_000;
const HUNG = -1;
const CUT = 0;
/** Resident memory that they may leave (MiB). */
const MEMORY = 400;

test(`${REQUESTS + CONNECTIONS} strange requests let nothing in: no 500, no way past the token, no file touched, and the process lives`, async () => {
  const victim = new Victim({ confined: true });
  onTestFinished(() => victim.clear());
  await victim.start();
  const send = sender(victim);
  const random = new Random('fuzz');
  const failed: string[] = [];
  const admitted: string[] = [];
  let left = REQUESTS;
  const statuses = new Map<number, number>();
  await inParallel(async () => {
    if (left-- <= 0) return false;
    const request = fuzzRequest(random);
    const stranger = random.next() < 0.15;
    const status = await send(request, stranger ? pickStranger(random) : `Bearer ${victim.token}`);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const line = `${status} ${request.server} ${request.method} ${request.path} ${JSON.stringify(request.headers)} ${String(request.body).slice(0, 300)}`;
    if (status === 500 || status === HUNG) failed.push(line);
    // Node's own parser refuses some before anybody is asked who they are, and a refused body may be cut off.
    if (stranger && ![401, 400, CUT].includes(status)) admitted.push(line);
    return true;
  });
  expect(failed).toEqual([]);
  expect(admitted).toEqual([]);
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 401, 404, 422]));

  let connections = CONNECTIONS;
  await inParallel(async () => {
    if (connections-- <= 0) return false;
    await sendBytes(random.next() < 0.5 ? victim.url : victim.server, fuzzBytes(random));
    return true;
  });

  expect(victim.alive).toBe(true);
  expect((await victim.google('GET', '/_sandbox/status')).status).toBe(200);
  expect((await victim.kubernetes('GET', '/api/v1/namespaces/default')).status).toBe(200);
  expect(victim.log).not.toMatch(/Uncaught|A handler failed|API handler failed|ERR_ACCESS_DENIED/);
  expect(readdirSync(victim.home).sort()).toEqual(['scenario.yaml', 'state']);
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${victim.pid}/status`, 'utf8'))!;
  expect(Number(kilobytes) / 1024).toBeLessThan(MEMORY);
}, 240_000);

function pickStranger(random: Random): string | undefined {
  const choices = [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer x',
    'Basic eDp5',
    'bearer undefined',
    'Bearer ya29.sandbox-',
  ];
  return choices[random.integer(0, choices.length - 1)];
}

async function inParallel(next: () => Promise<boolean>): Promise<void> {
  const work = async (): Promise<void> => {
    while (await next());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** @returns a function that gives the status of the answer, or CUT when the connection was closed without one, or HUNG */
function sender(victim: Victim) {
  const agents = {
    google: new HttpAgent({ keepAlive: true, maxSockets: AT_ONCE }),
    kubernetes: new HttpsAgent({ keepAlive: true, maxSockets: AT_ONCE, rejectUnauthorized: false }),
  };
  return ({ server, method, path, headers, body }: FuzzRequest, authorization: string | undefined): Promise<number> => {
    const url = new URL(server === 'google' ? victim.url : victim.server);
    const options: RequestOptions = {
      host: url.hostname,
      port: url.port,
      method,
      path,
      agent: agents[server],
      headers: { ...headers, ...(authorization !== undefined && { authorization }) },
    };
    return new Promise((resolve) => {
      const call = (server === 'google' ? httpRequest : httpsRequest)(options, (response) => {
        resolve(response.statusCode!);
        const leave = setTimeout(() => call.destroy(), PATIENCE);
        response.on('error', () => {}).on('close', () => clearTimeout(leave));
        response.resume();
      });
      call.setTimeout(SILENCE, () => {
        resolve(HUNG);
        call.destroy();
      });
      call.on('error', () => resolve(CUT));
      call.end(body);
    });
  };
}

/** Writes, and waits until the other side closes, but not for long. */
function sendBytes(server: string, payload: Buffer): Promise<void> {
  const { hostname: host, port, protocol } = new URL(server);
  return new Promise((resolve) => {
    const options = { host, port: Number(port), rejectUnauthorized: false };
    const socket = protocol === 'https:' ? connectTls(options) : connect(options);
    const leave = setTimeout(() => socket.destroy(), PATIENCE);
    socket
      .on('error', () => {})
      .on('close', () => {
        clearTimeout(leave);
        resolve();
      });
    socket.on('data', () => {});
    socket.end(payload);
  });
}
