import { Agent, request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { MODEL, startServer } from '../../sandbox/vllm/server/replica-server.ts';

const STREAMS = 1000;
const TOKENS = 50;

/** The data of a streamed completion, whole. */
function stream(agent: Agent, url: string): Promise<string> {
  const body = JSON.stringify({
    model: MODEL,
    prompt: 'San Francisco is a',
    max_tokens: TOKENS,
    ignore_eos: true,
    stream: true,
  });
  const headers = { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/v1/completions`, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

test('a thousand streams at the same time each come whole', async () => {
  // So slow at first that none is through before the last one is there.
  const server = await startServer({ pace: 0.05 });
  const agent = new Agent({ maxSockets: STREAMS });
  onTestFinished(() => {
    agent.destroy();
    server.stop();
  });
  const streaming = Promise.all(Array.from({ length: STREAMS }, () => stream(agent, server.url)));
  const gauge = (name: string) => server.metric(`vllm:${name}{engine="0",model_name="${MODEL}"}`);
  const both = async () => [await gauge('num_requests_running'), await gauge('num_requests_waiting')];
  await expect.poll(both).toEqual([128, STREAMS - 128]);
  server.clock.setPace(20);
  const answers = await streaming;
  for (const answer of answers) {
    expect(answer.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(answer.match(/^data: \{/gm)).toHaveLength(TOKENS);
  }
});
