/** Node's codes for a connection that failed or broke. Another attempt may succeed. */
export const BROKEN: ReadonlySet<unknown> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** Other failures between this process and a server: TLS, certificates, and what undici refuses. They stay. */
const LASTING = /^(ECONN\w+|UND_ERR_\w+|\w*CERT\w*|ERR_TLS\w*)$/;

/** Whether a request failed before its answer: the connection broke, or another attempt fails as well. */
export const isUnanswered = (code: unknown): boolean => BROKEN.has(code) || LASTING.test(String(code ?? ''));
