/** `State: Running` and `Last State: Terminated` of a container in `kubectl describe pod`. */
const STATE = /^\s+(?<last>Last )?State:\s+(?<state>\w+)/;
/** The heading of a container, and the rows of its state. */
const CONTAINER = /^ {2}(?<name>[a-z0-9][\w-]*):$/;
const STATUS = /^\s+(?:Reason|Message|Exit Code):\s/;
const AFTER_STATE = /^\s+(?:Ready|Restart Count|Limits|Requests):/;

/** Where a line stands in the output of `kubectl describe pod`. */
export interface Described {
  /** The line belongs to the last state of a container that runs. */
  readonly past: boolean;
  /** The container whose state the line reports. */
  readonly container: string | undefined;
}

/** Follows the output of `kubectl describe pod`, line by line. */
export function describing(): (line: string) => Described {
  let container: string | undefined;
  let running = false;
  let past = false;
  return (line) => {
    const state = STATE.exec(line)?.groups;
    if (state) {
      if (!state.last) running = state.state === 'Running';
      past = state.last !== undefined && running;
    } else if (AFTER_STATE.test(line)) past = false;
    container = CONTAINER.exec(line)?.groups?.name ?? container;
    return { past, container: STATUS.test(line) ? container : undefined };
  };
}
