/** The number of successes in the report of a load client, and the end of a progress bar (tqdm) before it. */
const SUCCESSFUL = /^Successful requests: +(?<successful>\d+)\s*$/;
const FULL = /\b(?<done>\d+)\/(?<total>\d+) \[[\d:?]+</g;

/** ApacheBench counts an answer of another length than the first as failed; texts of a model differ in length. */
const LENGTHS = /^(Failed requests: +)(\d+)(\n +\(Connect: 0, Receive: 0, Length: \2, Exceptions: 0\))$/gm;

/**
 * A text in which the report of a load client says of how many requests it counts the successes, where a progress bar
 * shows more than the successes: vLLM's client reported no failed ones before 0.11.1 (vllm-project/vllm#26478).
 */
export function withTotals(text: string): string {
  if (text.includes('Length: ')) return text.replace(LENGTHS, '$10$3');
  if (!text.includes('Successful requests:')) return text;
  let total = 0;
  return text
    .split('\n')
    .map((line) => {
      for (const { groups } of line.matchAll(FULL)) if (groups!.done === groups!.total) total = Number(groups!.total);
      const successful = SUCCESSFUL.exec(line)?.groups?.successful;
      return successful !== undefined && Number(successful) < total
        ? `Successful requests: ${successful} of ${total}`
        : line;
    })
    .join('\n');
}
