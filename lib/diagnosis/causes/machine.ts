import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

const TOOLS: readonly Speaker[] = ['gcloud', 'kubectl', 'client'];
/** Any program may have a full disk or a folder that it may not write. */
const TOOL = /gcloud|kubectl|CLOUDSDK|database|ENOSPC|^error: |^HOME /m;

/** The machine on which the tools run: its clock, its disk, its folders. */
export const machine: readonly Cause[] = [
  {
    code: 'CLOCK',
    by: [...TOOLS, 'api', 'log'],
    under: [
      'TLS',
      'CONNECTION',
      'CONTROL_PLANE_UNREACHABLE',
      'NOT_LOGGED_IN',
      'NO_DEFAULT_CREDENTIALS',
      'UNAUTHORIZED',
      'PLUGIN_FAILED',
    ],
    pattern: [
      // crypto/x509/verify.go
      /certificate has expired or is not yet valid: current time (?<now>\S+) is before (?<from>[^\s,)]+)/,
      // The token endpoint of Google; OpenSSL, of which Python and Node.js have the words
      /Invalid JWT: Token must be a short-lived token|Check your iat and exp values|certificate is not yet valid|CERT_NOT_YET_VALID/,
    ],
    sentence: 'the clock of the machine is wrong[: it says {now}, before {from}]',
    remedy: 'Set the clock, log in again, then run the command again. To compare the clock with that of Google',
    command: 'date -u && curl -sI http://www.google.com | grep -i ^date:',
  },
  {
    code: 'DISK_FULL',
    by: TOOLS,
    sign: TOOL,
    under: ['NO_SPACE'],
    pattern: [
      // SQLite's SQLITE_FULL, in which gcloud keeps its credentials; Python's OSError
      /^(?:(?:ERROR: )?gcloud crashed \(\w+\): )?(?:database or disk is full|\[Errno 28\] No space left on device(?:: '(?<path>[^']+)')?)/,
      /^(?:error: )?(?:open|write|mkdir|create) (?<path>\S+): no space left on device/,
      /^ENOSPC: no space left on device(?:, \w+ '(?<path>[^']+)')?/,
    ],
    sentence: 'the disk of this machine is full[: {path}]',
    remedy: 'Free some space, then run the command again. To show the free space',
    command: 'df -h {path|~ .}',
  },
  {
    // EMFILE, in the words of Rust, Go, Python, Node.js, C: oha#5, k6#2006, vegeta#219, locust#92. ENFILE is the limit of a machine.
    code: 'OPEN_FILES',
    by: [...TOOLS, 'log', 'container'],
    under: ['MODEL_SERVER_ERROR', 'REQUESTS_FAIL', 'CLIENT_ERROR', 'CONNECTION'],
    follows: { lines: /inotify|fsnotify/, from: ['WATCH_LIMIT'] },
    pattern: /[Tt]oo many open files(?! in system)|\bEMFILE\b|\[Errno 24\]/,
    sentence: 'the process that reports the error reached its limit of open files and connections (ulimit -n)',
    remedy:
      'Send fewer concurrent requests, or raise the limit in the shell that starts the process. To raise it to the maximum of the machine',
    command: 'ulimit -n "$(ulimit -Hn)"',
  },
  {
    code: 'GCLOUD_BROKEN',
    by: TOOLS,
    under: ['MODULE_MISSING', 'MODEL_SERVER_ERROR', 'COMMAND_MISSING'],
    pattern: [
      // lib/gcloud.py and bin/gcloud of the SDK. Other classes of a crash are errors of the connection or of a file.
      /\bgcloud failed to load: (?<what>[^\n]{1,160})/,
      /\bgcloud crashed \((?:AttributeError|ImportError|ModuleNotFoundError|NameError|SyntaxError|TypeError)\): (?<what>[^\n]{1,160})/,
      /To use the Google Cloud (?:SDK|CLI), you must have Python installed|Python 2 is not (?:supported|compatible)[^\n]{0,40}(?:gcloud|Google Cloud)|\/bin\/gcloud: (?:line )?\d+: (?:exec: )?(?<what>\S*python\S*: not found)/,
    ],
    sentence: 'gcloud does not run with the Python that it finds[: {what}]',
    remedy:
      'Update gcloud, and set CLOUDSDK_PYTHON to a Python that this version supports, or unset it if gcloud brings its own. To try the Python of this machine',
    command: 'CLOUDSDK_PYTHON="$(command -v python3)" gcloud version',
  },
  {
    code: 'HOME',
    by: TOOLS,
    sign: TOOL,
    under: ['NOT_LOGGED_IN', 'READ_ONLY', 'PERMISSION'],
    pattern: [
      /^HOME (?:is not set|names no folder: (?<path>\S+))/,
      // googlecloudsdk/core/util/files.py; Python's OSError; SQLite's SQLITE_READONLY: google-cloud-eclipse#2740
      /^(?:ERROR: \(gcloud\S*\) )?(?:Could not create directory|Unable to (?:create private|write|open|read) file) \[(?<path>[^\]]+)\]: (?:Permission denied|\[Errno (?:13|30)\])/,
      /^(?:(?:ERROR: )?gcloud crashed \(\w+\): )?(?:attempt to write a readonly database|\[Errno (?:13|30)\] [^:\n]+: '(?<path2>[^']+)')/,
    ],
    sentence: 'gcloud has no folder for its login and settings[: {path}]',
    remedy: 'Set HOME to a writable folder, or only the folder of gcloud, then log in',
    command: 'export CLOUDSDK_CONFIG="$(mktemp -d)" && gcloud auth login',
  },
];
