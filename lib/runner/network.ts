import { isUnanswered } from '../errors/connection-codes.ts';
import { RunbookError } from '../errors/runbook-error.ts';

interface NetworkError {
  readonly code?: string;
  readonly hostname?: string;
  readonly address?: string;
  readonly port?: number;
  readonly message: string;
}

/** A RunbookError for a connection error of fetch or of Node's sockets; undefined for any other error. */
export function asNetworkError(error: unknown): RunbookError | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'TimeoutError')
    return new RunbookError('TARGET_UNREACHABLE', 'A request timed out', {
      cause: error,
      remedy: REMEDY,
    });
  const network = [error, error.cause].find((one) => isUnanswered((one as NetworkError | undefined)?.code));
  if (!network) return undefined;
  const { code, hostname, address, port, message } = network as NetworkError;
  const where = hostname ?? (address && `${address}${port === undefined ? '' : `:${port}`}`) ?? 'a server';
  return new RunbookError('TARGET_UNREACHABLE', `No connection to ${where} (${code})`, {
    cause: error,
    evidence: [message],
    remedy: REMEDY,
  });
}

const REMEDY = 'Check the network (proxy, VPN, firewall), then run the command again.';
