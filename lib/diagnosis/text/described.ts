/** `State: Running` and `Last State: Terminated` of a container in `kubectl describe pod`. */
const STATE = /^\s+(?<last>Last )?State:\s+(?<state>\w+)/;
/** The heading of a container, and the rows of its state. */
const CONTAINER = /^ {2}(?<name>[a-z0-9][\w-]*):$/;
const STATUS = /^\s+(?:Reason|Message|Exit Code):\s/;
const AFTER_STATE = /^\s+(?:Ready|Restart Count|Limits|Requests):/;

/** The name of an object, a row that only pods have, and the next command, which ends the output. */
const NAME = /^Name:\s+(?<name>\S+)/;
const OF_POD = /^(?:Priority|Service Account|Node|Start Time|Pod Template):\s/;
const COMMAND = /^[$#>] |^\S+@\S+[$#] /;
/** The pod of a line of its own: `kubectl get events`, `kubectl logs --prefix`. */
const OWN_POD = /(?:^|\s|\[)pods?\/(?<name>[a-z0-9][\w.-]*)/;

/** Where a line stands in the output of `kubectl describe pod`. */
export interface Described {
  /** The pod that the line is about, where it can be told. */
  readonly pod: string | undefined;
  /** The line belongs to the last state of a container that runs. */
  readonly past: boolean;
  /** The container whose state the line reports. */
  readonly container: string | undefined;
}

/** Follows the output of `kubectl describe pod`, and of other commands that name pods, line by line. */
export function describing(): (line: string) => Described {
  let container: string | undefined;
  let object: string | undefined;
  let pod: string | undefined;
  let running = false;
  let past = false;
  return (line) => {
    const state = STATE.exec(line)?.groups;
    if (state) {
      if (!state.last) running = state.state === 'Running';
      past = state.last !== undefined && running;
    } else if (AFTER_STATE.test(line)) past = false;
    const name = NAME.exec(line)?.groups?.name;
    if (name !== undefined || COMMAND.test(line)) {
      object = name;
      pod = undefined;
    } else if (OF_POD.test(line)) pod = object;
    container = CONTAINER.exec(line)?.groups?.name ?? container;
    return {
      pod: OWN_POD.exec(line)?.groups?.name ?? pod,
      past,
      container: STATUS.test(line) ? container : undefined,
    };
  };
}
