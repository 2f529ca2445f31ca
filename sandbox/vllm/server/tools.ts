import type { App } from './app.ts';
import { invalid, notImplemented } from './errors.ts';
import { type Body, isObject } from './fields.ts';

const NO_TOOLS = 'When using `tool_choice`, `tools` must be set.';
const NO_PARSER = '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set';

/**
 * The tools of a chat, as vllm-project/vllm checks them in ChatCompletionRequest.check_tool_usage and in
 * OpenAIServingChat. With "auto" a model may answer without a tool, as the simulated one always does.
 * @throws ServerError 400, and 501 for a choice that makes the model call a tool
 */
export function checkTools({ config }: App, { tools, tool_choice: given }: Body): void {
  const some = Array.isArray(tools) && tools.length > 0;
  const choice = given ?? (some ? 'auto' : 'none');
  if (choice === 'none') return;
  if (!some) throw invalid(NO_TOOLS);
  const { enable_auto_tool_choice: automatic, tool_call_parser: parser } = config.args;
  if (choice !== 'auto') throw notImplemented(`[sandbox] Not simulated: tool_choice ${shown(choice)}. Use "auto".`);
  if (!automatic || parser === undefined) throw invalid(NO_PARSER);
}

const shown = (choice: unknown): string => (isObject(choice) ? 'with a function' : JSON.stringify(choice));
