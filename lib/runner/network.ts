import { RunbookError } from '../errors/runbook-error.ts';

/** What Node calls a connection that does not come about or does not last: `cause` of fetch's own TypeError, or alone. */
const NETWORK =
  /^(E(CONN\w+|PIPE|AI_AGAIN|NOTFOUND|TIMEDOUT|HOSTUNREACH|NETUNREACH)|UND_ERR_\w+|\w*CERT\w*|ERR_TLS\w*)$/;

interface NetworkError {
  readonly code?: string;
  readonly hostname?: string;
  readonly address?: string;
  readonly port?: number;
  readonly message: string;
}

/** An error of the connection (fetch's, or Node's sockets'), as one that people can read; undefined for any other. */
export function asNetworkError(error: unknown): RunbookError | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'TimeoutError')
    return new RunbookError('TARGET_UNREACHABLE', 'A request was not answered in time', {
      cause: error,
      remedy: REMEDY,
    });
  const network = [error, error.cause].find((one) => NETWORK.test((one as NetworkError | undefined)?.code ?? ''));
  if (!network) return undefined;
  const { code, hostname, address, port, message } = network as NetworkError;
  const where = hostname ?? (address && `${address}${port === undefined ? '' : `:${port}`}`) ?? 'a server';
  return new RunbookError('TARGET_UNREACHABLE', `No connection to ${where} (${code})`, {
    cause: error,
    evidence: [message],
    remedy: REMEDY,
  });
}

const REMEDY = 'Check the network (proxy, VPN, firewall), then run it again.';
