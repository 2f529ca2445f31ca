import { readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import type { Dispatcher } from 'undici';
import { RunbookError } from '../errors/runbook-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Certificates of the network's authority. Go reads SSL_CERT_FILE, Python's requests the next two, then Node and
 * gcloud.
 */
const AUTHORITIES = [
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
  'CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE',
];

/** gcloud's proxy, which overrides the environment's. */
const GCLOUD_PROXY = ['TYPE', 'ADDRESS', 'PORT', 'USERNAME', 'PASSWORD', 'RDNS'].map(
  (name) => `CLOUDSDK_PROXY_${name}`,
);

const PROXIES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()]);

const ALL = [...PROXIES, ...GCLOUD_PROXY, ...AUTHORITIES, 'SSL_CERT_DIR'];

/** Where the sandbox and the background processes listen. */
const LOOPBACK = ['localhost', '127.0.0.1', '127.0.0.0/8', '::1'];

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** The variables for proxies and certificate authorities. */
export function networkVariables(environment: Environment): Record<string, string> {
  const names = isOfSandbox(environment) ? ALL.filter((name) => !name.startsWith('CLOUDSDK_')) : ALL;
  const entries = names.map((name) => [name, environment[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => Boolean(entry[1])));
}

/** In a shell of the sandbox, gcloud's proxy is the sandbox, which refuses all other hosts: it is no way to a network. */
function isOfSandbox({ SANDBOX_URL, CLOUDSDK_PROXY_ADDRESS, CLOUDSDK_PROXY_PORT }: Environment): boolean {
  return SANDBOX_URL !== undefined && SANDBOX_URL === `http://${CLOUDSDK_PROXY_ADDRESS}:${CLOUDSDK_PROXY_PORT}`;
}

/** Excludes the loopback from all proxies. */
export function withoutProxyOnLoopback(environment: Environment): Record<string, string> {
  const given = environment.no_proxy || environment.NO_PROXY;
  const hosts = [...(given ? [given] : []), ...LOOPBACK].join(',');
  return { no_proxy: hosts, NO_PROXY: hosts };
}

let inUse = '';

/**
 * Make `fetch` in this process use the same proxies and authorities as gcloud and kubectl, except on the loopback.
 * Changes nothing without such variables.
 * @throws RunbookError CONFIG_INVALID with the variable's name
 */
export async function useNetwork(environment: Environment): Promise<void> {
  const variables = networkVariables(environment);
  const key = JSON.stringify(variables);
  if (key === inUse || (key === '{}' && inUse === '')) return;
  const { Agent, EnvHttpProxyAgent, setGlobalDispatcher } = await import('undici');
  const ca = authorities(variables);
  const direct = new Agent({ ...(ca && { connect: { ca } }) });
  const proxied = new EnvHttpProxyAgent({
    ...proxiesOf(variables),
    // Many proxies refuse tunnels for plain HTTP.
    proxyTunnel: false,
    ...(ca && { connect: { ca }, requestTls: { ca }, proxyTls: { ca } }),
  });
  setGlobalDispatcher(
    proxied.compose(
      (dispatch): Dispatcher['dispatch'] =>
        (options, handler) =>
          isLoopback(String(options.origin)) ? direct.dispatch(options, handler) : dispatch(options, handler),
    ),
  );
  inUse = key;
}

/**
 * A way to a server with a certificate authority of its own, such as a cluster's API, through the same proxy as
 * kubectl. The caller closes it.
 */
export async function dispatcherFor(authority: string, environment: Environment): Promise<Dispatcher> {
  const variables = networkVariables(environment);
  const { EnvHttpProxyAgent } = await import('undici');
  const own = authorities(variables);
  return new EnvHttpProxyAgent({
    ...proxiesOf(variables),
    connect: { ca: authority },
    requestTls: { ca: authority },
    ...(own && { proxyTls: { ca: own } }),
  });
}

function isLoopback(origin: string): boolean {
  const host = new URL(origin).hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || (isIP(host) !== 0 && loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'));
}

/** Like curl, Go and Python's requests: lower case first, `host:port` counts as a URL. */
function proxiesOf(variables: Environment) {
  const of = (name: string): string => {
    const key = [name, name.toUpperCase(), 'all_proxy', 'ALL_PROXY'].find((one) => variables[one]);
    return key === undefined ? '' : proxyUrl(key, variables[key]!);
  };
  const own = gcloudProxy(variables);
  return {
    httpProxy: own || of('http_proxy'),
    httpsProxy: own || of('https_proxy'),
    noProxy: own ? '' : (variables.no_proxy ?? variables.NO_PROXY ?? ''),
  };
}

/** An error of a connection, in the `cause` of fetch's TypeError. */
interface ConnectionError {
  readonly message: string;
  readonly hostname?: string;
  readonly port?: number;
}

/**
 * The error of a request that did not reach its proxy; undefined for another error. A proxy that is off stays off, so
 * this error is not retried.
 */
export function proxyUnreachable(error: unknown, environment: Environment): RunbookError | undefined {
  const { message, hostname, port } = ((error as Error | undefined)?.cause ?? {}) as Partial<ConnectionError>;
  if (message === undefined) return undefined;
  const { httpProxy, httpsProxy } = proxiesOf(networkVariables(environment));
  const proxy = [httpsProxy, httpProxy]
    .filter((url) => url !== '')
    .map((url) => new URL(url))
    .find((url) => url.hostname === hostname || (port !== undefined && Number(url.port) === port));
  if (!proxy) return undefined;
  return new RunbookError('TARGET_UNREACHABLE', `Unable to connect to proxy ${proxy.host}`, {
    evidence: [message],
    diagnosis: 'PROXY',
    remedy: 'Start the proxy, or correct HTTPS_PROXY and NO_PROXY. To show them: env | grep -i _proxy',
  });
}

function gcloudProxy(variables: Environment): string {
  const [type, address, port, user, password] = GCLOUD_PROXY.map((name) => variables[name]);
  if (!type || !address || !port) return '';
  const account = user ? `${encodeURIComponent(user)}:${encodeURIComponent(password ?? '')}@` : '';
  return proxyUrl('CLOUDSDK_PROXY_TYPE', `${type.replace('http_no_tunnel', 'http')}://${account}${address}:${port}`);
}

/** Schemes that undici supports. */
const SCHEMES = /^(https?|socks5?):$/;

function proxyUrl(name: string, value: string): string {
  const text = (value.includes('://') ? value : `http://${value}`).replace(/^socks5h:/, 'socks5:');
  if (URL.canParse(text) && SCHEMES.test(new URL(text).protocol)) return text;
  throw new RunbookError('CONFIG_INVALID', `${name} is not a valid proxy address`, {
    remedy: `Set it to http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT, or: unset ${name}`,
  });
}

function authorities(variables: Environment): string[] | undefined {
  const own = AUTHORITIES.filter((name) => variables[name]).map((name) => certificates(name, variables[name]!));
  return own.length === 0 ? undefined : [...rootCertificates, ...own];
}

function certificates(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new RunbookError('CONFIG_INVALID', `The certificates of ${name} cannot be read`, {
      cause,
      evidence: [String((cause as Error).message)],
      remedy: `Correct the path, or: unset ${name}`,
    });
  }
}
