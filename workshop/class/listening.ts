import { createServer, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { usage } from '../../lib/runner/flags.ts';

/** Where the hub listens, and the name of that place in links. */
export interface Listening {
  readonly address: string;
  readonly host: string;
  readonly port: number;
  readonly isLoopback: boolean;
}

const LOOPBACK = '127.0.0.1';
const EVERYWHERE = new Set(['0.0.0.0', '::']);
export const PORT = 8600;

/** @throws RunbookError USAGE */
export function listening(address = LOOPBACK, port = String(PORT), interfaces = networkInterfaces()): Listening {
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  if (number < 1024 || number > 65_535) throw usage(`--port ${port}: expected a number from 1024 to 65535`);
  if (!isIP(address) && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(address))
    throw usage(`--listen ${address}: expected an address or a name of this machine`);
  const isLoopback = address === 'localhost' || address === '::1' || address.startsWith('127.');
  const outside = Object.values(interfaces).flatMap((one) => one ?? []);
  const first = outside.find(({ internal, family }) => !internal && family === 'IPv4')?.address;
  return { address, host: EVERYWHERE.has(address) ? (first ?? LOOPBACK) : address, port: number, isLoopback };
}

/** @throws RunbookError ENVIRONMENT where nothing can listen */
export async function mustBeFree({ address, port }: Listening, again: string): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen({ host: address, port, exclusive: true }, resolve);
    });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const isTaken = code === 'EADDRINUSE';
    throw new RunbookError(
      'ENVIRONMENT',
      isTaken ? `Port ${port} of ${address} is in use` : `Nothing can listen at ${address}: ${code}`,
      {
        cause,
        remedy: isTaken
          ? `Choose another port: ${again} --port ${port + 1}`
          : 'Choose an address of this machine: ip -brief address',
      },
    );
  } finally {
    server.close();
  }
}
