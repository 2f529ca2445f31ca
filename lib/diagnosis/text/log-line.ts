/** How serious a line says it is; undefined when it does not say. */
export type Level = 'info' | 'warning' | 'error';

/** A line without what containers, loggers and terminals put before it. */
export interface LogLine {
  readonly text: string;
  readonly level: Level | undefined;
  /** A prefix of a process of vLLM, of Python's logging or of Kubernetes' (klog) was there. */
  readonly isLog: boolean;
}

const LEVELS: Readonly<Record<string, Level>> = {
  D: 'info',
  DEBUG: 'info',
  TRACE: 'info',
  I: 'info',
  INFO: 'info',
  NOTICE: 'info',
  SUCCESS: 'info',
  W: 'warning',
  WARN: 'warning',
  WARNING: 'warning',
  E: 'error',
  ERR: 'error',
  ERROR: 'error',
  ERRO: 'error',
  FATA: 'error',
  DEBU: 'info',
  F: 'error',
  FATAL: 'error',
  CRITICAL: 'error',
  C: 'error',
  PANIC: 'error',
};

const LEVEL = `(?<level>DEBUG|TRACE|INFO|NOTICE|SUCCESS|WARN(?:ING)?|ERR(?:OR)?|FATAL|CRITICAL|PANIC)`;
const TIME = String.raw`\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?`;

/** Each is removed as often as it comes first. With the program that writes it. */
const PREFIXES: readonly { readonly pattern: RegExp; readonly log: boolean }[] = [
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal
  { pattern: /^\u001b\[[\d;]*m/, log: false },
  { pattern: /^(?:[a-z0-9][\w.-]* ){2,3}(?=[IWEF]\d{4} \d\d:\d\d:\d\d)/, log: false }, // stern, before klog
  { pattern: /^\[(?:pod\/)?[\w.-]+\/[\w.-]+\] /, log: true }, // kubectl logs --prefix
  {
    pattern:
      /^\((?:\w+ )*\w*(?:Core|Server|Worker|Process|Proc|Engine|Actor|Wrapper)\w*(?: [A-Z]{2,3}\d+)*(?: \w+=[\w.:-]+,?)+\) ?/,
    log: true,
  }, // vLLM, Ray
  { pattern: /^\(\w+ (?:pid|rank)=\d+[^)]*\) ?/, log: true },
  {
    pattern: new RegExp(
      `^${LEVEL} \\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)? (?:\\[[^\\]]+\\]|\\S+\\.py:\\d+\\]?) ?`,
    ),
    log: true,
  }, // vLLM
  { pattern: /^(?<level>[IWEF])\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [\w.-]+:\d+\] /, log: false }, // klog, absl
  { pattern: /^(?<level>[WEF])\d{4} 00:00:\d{10}\.\d+ +\d+ [\w.-]+:\d+\] /, log: false }, // libtpu
  { pattern: new RegExp(`^${LEVEL}:${TIME}:[\\w.]+(?::\\d+)?: ?`), log: true }, // JAX
  { pattern: new RegExp(`^ +${LEVEL} +${TIME} `), log: true }, // Rich, xax
  { pattern: new RegExp(`^${TIME}[ \\t]+(?:- )?`), log: false },
  { pattern: new RegExp(`^(?:[\\w.-]+ - )?${LEVEL}(?: - |:? {4,}|:[\\w.]+:)`), log: true }, // uvicorn, Python's logging
  { pattern: /^\d\d:\d\d:\d\d(?:[.,]\d{3})? +(?=[a-z]\w*: \S)/, log: false }, // Jenkins, before what a tool prints
  // kserve: the process, the logger, the level. A logger may be named `uvicorn.error`.
  { pattern: new RegExp(`^(?:\\d+ [a-z_][\\w.]*|[a-z_]\\w*(?:\\.\\w+)+) ${LEVEL}:? +(?=\\S)`), log: true },
  { pattern: /^Step #\d+(?: - "[^"]*")?: /, log: false }, // Cloud Build
  { pattern: new RegExp(`^\\[?${LEVEL}\\]?:? (?=\\S)(?!\\(gcloud)`), log: false },
  { pattern: /^(?<level>INFO|WARN|WARNING|ERRO|ERROR|FATA|DEBU|DEBUG)\[\d+\] +/, log: false }, // logrus
  { pattern: /^\[rank\d+\]:(?:\[\w+[^\]]*\])? ?/, log: true }, // torch
  { pattern: /^\s*\|? ?(?=Traceback \(most recent)/, log: true },
];

/** A warning of Python's module `warnings`. */
const PYTHON_WARNING = /^\S+\.py:\d+: \w*Warning: /;

/** `level=error`, `"severity":"ERROR"`: structured logs. */
const STRUCTURED = /(?:^|[\s{,])"?(?:level|severity|lvl)"?\s*[=:]\s*"?(?<level>[A-Za-z]+)"?/;

export function logLine(line: string): LogLine {
  let text = line;
  let level: Level | undefined;
  let isLog = false;
  for (let found = true; found; ) {
    found = false;
    for (const { pattern, log } of PREFIXES) {
      const match = pattern.exec(text);
      if (!match || match[0] === '') continue;
      // gcloud, pip and argparse write `ERROR: …` without being a log.
      text = text.slice(match[0].length);
      level ??= LEVELS[match.groups?.level ?? ''];
      isLog ||= log;
      found = true;
    }
  }
  // Its words stay: some causes are no cause in a warning.
  if (PYTHON_WARNING.test(text)) level ??= 'warning';
  level ??= LEVELS[STRUCTURED.exec(text)?.groups?.level?.toUpperCase() ?? ''];
  return { text: text.trimEnd(), level, isLog };
}
