/** What a person typed, after the prompt of a shell or of Python, is no evidence. */
const PROMPT = /^(?:\([\w.-]+\) ?)?(?:[$❯➜] |\[?[\w.-]+@[\w.-]+(?:[: ][^\s$#\]]*)?\]?[$#] |>>> |PS [A-Z]:\\)/;

/** The command of a server without a prompt, and an argument with an object as its value. */
const COMMAND =
  /^\s*(?:sudo )?(?:(?:docker|podman|nerdctl) run -|(?:vllm serve|python3? -m vllm\.[\w.]+)(?= )[^\n]* --[a-z])|^\s*(?:- )?["']?--[a-z][\w-]*(?:=| +)["']*[{[]/;

/** Whether a line is a command or a part of one, and no message. */
export const isTyped = (line: string): boolean => PROMPT.test(line) || COMMAND.test(line);
