import type { Cause } from '../cause.ts';
import { brokenPod } from '../pod-row.ts';
import type { Speaker } from '../seen.ts';

const BY: readonly Speaker[] = ['gcloud', 'kubectl', 'api', 'client', 'log', 'adapter log'];
const STATUS = 'https://status.cloud.google.com';

/** A named host anywhere in a message of a client library. */
const HOST = String.raw`(?:host='|Host: |https?:\/\/|lookup |getaddrinfo \w+ |dial tcp )?(?<host>(?:[a-z0-9-]+\.)+[a-z]{2,}|\d+\.\d+\.\d+\.\d+)?`;

/** What resolvers say: Go, Python, glibc, Node.js, curl. */
const UNRESOLVED =
  'no such host|NameResolutionError|Temporary failure in name resolution|Name or service not known|nodename nor servname|ENOTFOUND|EAI_AGAIN|Could not resolve host|server misbehaving|Failed to resolve';

/** What clients say of a certificate that they do not trust: Python, Go, curl, Node.js. */
const UNTRUSTED =
  'certificate verify failed|CERTIFICATE_VERIFY_FAILED|x509: [^\\n]{1,80}|tls: failed to verify certificate|self[- ]signed certificate|unable to get local issuer certificate|SELF_SIGNED_CERT\\w*|UNABLE_TO_\\w*ISSUER\\w*|CERT_HAS_EXPIRED|ERR_TLS_CERT_ALTNAME_INVALID';

/** Connections, and what an API answers when it cannot answer. */
export const connection: readonly Cause[] = [
  {
    code: 'CONNECTION',
    by: [...BY, 'event'],
    kinds: ['disconnected'],
    pattern: [
      /^(?!.*probe failed)[^\n]*?(?:HTTPS?ConnectionPool\(host='(?<host>[^']+)'|https?:\/\/(?<host2>[\w.-]+)(?::(?<port>\d+))?)[^\n]*(?:timed? ?out|Max retries exceeded|Connection (?:refused|reset|aborted)|RemoteDisconnected|[Uu]nreachable)/,
      // nfs-utils' mount of an NFS server, such as Filestore
      /mount\.nfs4?: (?:Connection (?:timed out|refused)|No route to host|Network is unreachable)/,
      /[Cc]annot connect to host (?<host>[\w.-]+)(?::(?<port>\d+))?/,
      /(?:ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)(?: (?<host>[\w.-]+)(?::(?<port>\d+))?)?/,
      /^(?!.*(?:probe failed|dial unix))[^\n]*?(?:connect: |dial tcp |Failed to connect to )(?:(?<host>[\w.-]+)(?:(?::| port )(?<port>\d+))?)?[^\n]*(?:connection refused|i\/o timeout|connection timed out|no route to host|network is unreachable|Couldn't connect|connectex: |wsarecv: )/i,
      /^(?!.*probe failed)[^\n]*?(?:fetch failed|socket hang up|[Cc]onnection reset by peer|Connection aborted|Remote end closed connection|context deadline exceeded \(Client\.Timeout|net\/http: (?:TLS handshake timeout|request canceled)|ConnectionResetError|ServerDisconnectedError|UND_ERR_\w+|unexpected EOF|stream error: stream ID \d+|server sent GOAWAY|\[Errno (?:101|104|110|111|113)\]|\[WinError 100(?:53|54|60|61|65)\]|This may be due to network connectivity issues)/,
      // The clients that send load: openai's _exceptions.py, httpx, httpcore, anyio. A slow answer is no broken connection.
      /\bAPIConnectionError(?=:|$)|(?:^|[-:] )Connection error\.$|(?<!\b(?:except|raise) )\b(?:httpx|httpcore)\.(?:ConnectError|ConnectTimeout|ReadError|WriteError)(?=:|$)|(?:Error|Exception)\b[^\n]{0,40}: All connection attempts failed|[Ss]erver disconnected without sending a response|Empty reply from server|ClientPayloadError: Response payload is not completed|peer closed connection without sending complete message body/,
    ],
    confidence: 'likely',
    sentence: 'a connection[ to {host}] failed or broke',
    remedy: 'Check firewalls, proxies and VPNs between this machine and the host. To test the connection',
    command: 'curl -v -m 10 telnet://{host|www.googleapis.com}:{port|443} < /dev/null',
    patience: '10m',
  },
  {
    code: 'METADATA_SERVER',
    by: [...BY, 'event', 'log'],
    under: [
      'CONNECTION',
      'DNS',
      'API_UNAVAILABLE',
      'PERMISSION',
      'NOT_LOGGED_IN',
      'NO_DEFAULT_CREDENTIALS',
      'POD_CREDENTIALS',
      'GCSFUSE_DIED',
    ],
    confidence: 'likely',
    pattern: [
      // What clients print when it answers with an error: google-cloud-java#5747, Go's metadata package.
      /GKE Metadata Server: Internal|Error code 5\d\d trying to get security access token|compute: Received 5\d\d\b|Could not fetch URI \/computeMetadata\//,
      brokenPod('gke-metadata-server'),
      // A sidecar that starts before the server answers: gcs-fuse-csi-driver#667.
      /(?:Error while mounting gcsfuse|sidecar container failed with error|MountVolume\.SetUp failed)[^\n]*could not find default credentials/,
      // google-auth for Python: compute_engine/_metadata.py. A 403 is a refusal of IAM.
      /Failed to retrieve https?:\/\/(?<host>169\.254\.169\.254|metadata\.google\.internal)\S*(?![^\n]*Status: 403)|Compute Engine Metadata server (?:un|not )available/,
      /(?<host>169\.254\.169\.254|metadata\.google\.internal)[^\n]*(?:timed? ?out|timeout|refused|unreachable|deadline exceeded|no such host|connect: )/,
    ],
    sentence: "the node's metadata server, which gives pods their credentials, does not answer or fails",
    remedy: 'Restart the pod. If the error persists, replace the node. To show the server on each node',
    command: 'kubectl get pods -n kube-system -l k8s-app=gke-metadata-server -o wide',
    patience: '10m',
  },
  {
    code: 'DNS',
    by: BY,
    under: ['CONNECTION', 'CONTROL_PLANE_UNREACHABLE', 'NOT_LOGGED_IN'],
    // The words first: a search for hosts in each line takes long.
    pattern: new RegExp(
      String.raw`^(?=[^\n]*(?:${UNRESOLVED}))[^\n]*?(?:${HOST}[^\n]{0,160}?)?(?:${UNRESOLVED})(?:[: (']{1,4}(?<host2>(?:[a-z0-9-]+\.)+[a-z]{2,}))?`,
    ),
    sentence: 'the name of a host cannot be resolved[: {host}]',
    remedy: 'Check the DNS of this machine, or of the cluster if a pod reports the error',
    command: 'nslookup {host|www.googleapis.com}',
    patience: '10m',
  },
  {
    code: 'TLS',
    by: BY,
    under: ['CONNECTION', 'CONTROL_PLANE_UNREACHABLE', 'NOT_LOGGED_IN'],
    pattern: [
      // The certificate is that of another server: Python's ssl and urllib3, Node.js, curl, Go.
      /hostname '(?<host>[\w.-]+)' doesn't match|[Hh]ostname mismatch, certificate is not valid for '(?<host2>[\w.-]+)'|Host: (?<host3>[\w.-]*\w)\. is not in the cert's altnames|certificate subject name[^\n]{0,60} target host ?name '(?<host4>[\w.-]+)'|x509: certificate is valid for [^\n]{1,300}, not (?<host5>[\w.-]*\w)/,
      // The address that stands last before the words, and the pool of urllib3.
      new RegExp(String.raw`^(?=[^\n]*(?:${UNTRUSTED}))[^\n]*https?:\/\/(?<host>[\w.-]+)[^\n]*?(?:${UNTRUSTED})`),
      // A server that verifies its caller (apiserver's authentication) is no server that is not trusted.
      new RegExp(
        String.raw`^(?![^\n]*verifying certificate SN=)[^\n]*?(?:HTTPSConnectionPool\(host='(?<host>[\w.-]+)'[^\n]*?)?(?:${UNTRUSTED})`,
      ),
    ],
    sentence: 'the certificate of {host|a server} is not trusted, or is that of another server',
    remedy:
      'If a proxy inspects TLS, add its root certificate: core/custom_ca_certs_file for gcloud, NODE_EXTRA_CA_CERTS for Node.js, REQUESTS_CA_BUNDLE for Python, the package ca-certificates in an image. Otherwise check the clock of this machine, and get the credentials of the cluster again.',
  },
  {
    code: 'PROXY',
    by: BY,
    under: ['CONNECTION', 'CONTROL_PLANE_UNREACHABLE', 'NOT_LOGGED_IN'],
    pattern: [
      /ProxyError|[Cc]annot connect to proxy|Unable to connect to proxy|proxyconnect tcp|407 Proxy Authentication Required|Tunnel connection failed|Proxy CONNECT aborted|Proxy response \(\d+\) !== 200/,
      // The tunnels of reqwest and of hyper-util, which hf-xet uses.
      /"(?:proxy auth(?:entication|orization) required|unsuccessful tunnel)"|tunnel error: (?:proxy |invalid proxy |unsuccessful|unexpected end of file|failed to create underlying connection|io error)/,
    ],
    sentence: 'the proxy refuses the connection',
    remedy: 'Start the proxy, or correct HTTPS_PROXY and NO_PROXY. To show them',
    command: 'env | grep -i _proxy',
  },
  {
    code: 'THROTTLED',
    byCode: true,
    by: [...BY, 'metrics api', 'autoscaler', 'event'],
    kinds: ['throttled'],
    pattern:
      /\b(?:HTTP|Error|error|code|status|Status)[ =:("]{0,4}429\b|429 (?:Client Error: )?Too Many Requests|\(TooManyRequests\)|Too Many Requests for url|TooManyRequestsError|rate: Wait\(n=1\)/,
    confidence: 'likely',
    sentence: 'a server receives too many requests (HTTP 429)',
    remedy: 'Wait a minute, then send fewer requests at a time.',
    patience: '10m',
  },
  {
    code: 'API_UNAVAILABLE',
    byCode: true,
    by: ['gcloud', 'kubectl', 'api', 'client'],
    kinds: ['unavailable'],
    pattern:
      /the server is currently unable to handle the request|(?<!OpenAI response returns HTTP )\b(?:HTTP|HttpError|HTTPError|code|status|Error)[ =:("]{0,4}50[0234]\b(?!, message=(?!.{0,40}(?:[Ii]nternal|[Uu]navailable|[Bb]ackend|[Oo]verload|[Dd]eadline)))|50[234] (?:Server Error|Service Unavailable|Bad Gateway|Gateway)|\(InternalError\)|etcdserver: |\b(?:backendError|The service is currently unavailable|Internal error encountered|(?<!stream ID \d+; )INTERNAL_ERROR)\b/,
    confidence: 'likely',
    sentence: 'an API is overloaded or down (HTTP 5xx)',
    remedy: 'Run the command again in a few minutes. For outages of Google Cloud',
    page: STATUS,
  },
];
