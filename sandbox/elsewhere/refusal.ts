import type { IncomingMessage } from 'node:http';
import { GoogleApiError } from '../core/google-error.ts';
import type { ApiReply } from '../core/http.ts';

/** The APIs that gcloud finds here, in the order of the sandbox's README. */
const PRESENT =
  'container, compute, storage, cloudresourcemanager, iam, serviceusage, cloudbilling, cloudquotas, secretmanager, monitoring';

/**
 * The answer for a host that the sandbox does not simulate. Its status is one that gcloud shows at once: gcloud sends a
 * request again after 429 and 5xx, and takes 404 for a resource that does not exist.
 * @param host such as `logging.googleapis.com`
 */
export function absent(host: string): ApiReply {
  const named = PRESENT.split(', ').includes(host.replace('.googleapis.com', ''));
  // gsutil and client libraries without an endpoint ask by the API's name.
  if (named) return notSimulated(`${host} by its name, as gsutil asks for it. Use gcloud or SANDBOX_URL`).toReply();
  return notSimulated(`${host}. The sandbox has these APIs: ${PRESENT}`).toReply();
}

/** A method that no service here has, such as `node-pools rollback`: Google Cloud may well have it. */
export function noSuchMethod(method: string, path: string): GoogleApiError {
  return notSimulated(`${method} ${path}`);
}

function notSimulated(what: string): GoogleApiError {
  return new GoogleApiError(400, `[sandbox] Not simulated: ${what}.`, { status: 'FAILED_PRECONDITION' });
}

/**
 * A proxy's client sends `GET http://HOST/path`: takes the path of the sandbox's own out of it.
 * @returns the host, if it is another one
 */
export function hostAsked(message: Pick<IncomingMessage, 'url' | 'socket'>): string | undefined {
  const { url = '/', socket } = message;
  if (url.startsWith('/') || !URL.canParse(url)) return undefined;
  const { hostname, port } = new URL(url);
  if (hostname !== '127.0.0.1' || Number(port) !== socket.localPort) return hostname;
  message.url = url.slice(url.indexOf('/', url.indexOf('//') + 2));
  return undefined;
}
