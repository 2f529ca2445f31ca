/** The exit codes; `unread` as with SIGPIPE. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130, unread: 141 } as const;

/** The line of each `--help`. */
export const EXIT_HELP = `Exit codes: ${EXIT.done} done, ${EXIT.failed} failed, ${EXIT.usage} bad usage or configuration, ${EXIT.interrupted} interrupted, ${EXIT.unread} output closed.`;
