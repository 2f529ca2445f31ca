import type { State } from './states.ts';

/** A condition of a Kubernetes object. */
interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string | undefined;
  readonly message: string | undefined;
}

/** Types that are true when something is wrong; those that are false in an object that works; all others are true then. */
const BAD =
  /Pressure$|Unavailable$|Degraded|Stalled|Fail|Problem|Deadlock|^Frequent|Readonly|Corrupt|Conflict|DisruptionTarget/;
const EITHER =
  /^(?:ScalingLimited|Suspended|Paused|Complete|Finished|SuccessCriteriaMet|Updating|Restarting|InProgress)/;

/** A row below `Conditions:` of `kubectl describe`: type, status, and for some kinds reason and message. */
const ROW = /^\s+(?<type>[A-Z]\w+)\s{2,}(?<status>True|False|Unknown)(?:\s{2,}(?<rest>\S.*))?$/;
/** A field of a condition in YAML, JSON or a description of a custom resource. */
const FIELD = /^\s*(?:- )?["']?(?<key>message|reason|status|type)["']?:\s+["']?(?<value>[^"']\S.*?|\w)["']?,?$/i;
/** The fields of one condition lie within so many lines. */
const SPAN = 6;

/** The conditions that are not met. */
export function conditions(lines: readonly string[]): readonly State[] {
  const found = lines.flatMap((line) => ofRow(line));
  return [...found, ...inFields(lines)].map(({ type, status, reason, message }) => ({
    line: [type, status, reason, message].filter((part) => part !== undefined).join(' '),
    what: `the condition ${type} is ${status}`,
    ...(message && { why: message }),
  }));
}

function ofRow(line: string): readonly Condition[] {
  const { type, status, rest } = ROW.exec(line)?.groups ?? {};
  return type !== undefined && isUnmet(type, status!)
    ? [{ type, status: status!, reason: rest, message: undefined }]
    : [];
}

/** In YAML the fields of a condition are sorted by name: `type` is the last one. */
function inFields(lines: readonly string[]): readonly Condition[] {
  return lines.flatMap((line, at) => {
    const { key = '', value = '' } = FIELD.exec(line)?.groups ?? {};
    if (key.toLowerCase() !== 'type' || !/^[A-Z]\w+$/.test(value)) return [];
    const fields = new Map(
      lines
        .slice(Math.max(0, at - SPAN), at)
        .map((one) => FIELD.exec(one)?.groups)
        .flatMap((groups) => (groups ? [[groups.key!.toLowerCase(), groups.value!] as const] : [])),
    );
    const status = fields.get('status') ?? '';
    if (!isUnmet(value, status)) return [];
    return [{ type: value, status, reason: fields.get('reason'), message: fields.get('message') }];
  });
}

const isUnmet = (type: string, status: string): boolean =>
  !EITHER.test(type) && /^(?:True|False|Unknown)$/.test(status) && (status === 'True') === BAD.test(type);
