import { describe, expect, it } from 'vitest';
import type { Command } from '../../../lib/command/command.ts';
import type { Execution } from '../../../lib/command/execute.ts';
import { type KubernetesObject, kubernetes, list } from '../../../lib/kubernetes/objects.ts';
import { type Look, met, pending } from '../../../lib/wait/condition.ts';
import { settled } from '../fake-clock.ts';
import { type StillSession, stillSession } from '../wait/still-session.ts';

const POD = { resource: 'pods', name: 'a', namespace: 'vllm' };
const object = (uid: string, phase = 'Running') => ({
  kind: 'Pod',
  metadata: { name: uid, uid, namespace: 'vllm' },
  status: { phase },
});
const event = (type: string, uid: string, phase?: string) => JSON.stringify({ type, object: object(uid, phase) });

/** Lines of kubectl's output, pushed by the test; ended by `end`. */
function kubectlWatch() {
  const lines: string[] = [];
  let isOver = false;
  let closed = false;
  let wake = (): void => undefined;
  const commands: Command[] = [];
  return {
    commands,
    closed: () => closed,
    push: (...more: string[]) => {
      lines.push(...more);
      wake();
    },
    end: () => {
      isOver = true;
      wake();
    },
    follow: async function* (command: Command, signal: AbortSignal) {
      commands.push(command);
      signal.addEventListener('abort', () => wake());
      try {
        for (;;) {
          if (lines.length > 0) yield lines.shift()!;
          else if (isOver || signal.aborted) return;
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      } finally {
        closed = true;
      }
    },
  };
}

const phases = (objects: readonly KubernetesObject[]): Look<string> => {
  const text = objects.map(({ metadata, status }) => `${metadata.name} ${status.phase}`).join(', ');
  return text.includes('Ready') ? met(text) : pending(text);
};
const condition = kubernetes({ what: 'disk is empty', placeholder: '', timeout: 1, of: POD, judge: phases });

describe('the watch of a condition on Kubernetes objects', () => {
  /** Collects looks up to the first met one. */
  function watching(listed = { stdout: '{"kind":"List","items":[]}', stderr: '', exitCode: 0 }) {
    const kubectl = kubectlWatch();
    const at: StillSession = stillSession({ follow: kubectl.follow, ask: async () => listed });
    const yielded: Look<string>[] = [];
    const over = (async () => {
      for await (const look of condition.watch!(at.session, at.session.signal)) {
        yielded.push(look);
        if (look.state === 'met') break;
      }
    })();
    over.catch(() => undefined);
    return { ...at, kubectl, yielded, over };
  }
  const progress = (looks: readonly Look<string>[]) =>
    looks.map((look) => (look.state === 'failed' ? '' : look.progress));

  it('watches a name by field, so that it works before the object exists', async () => {
    const { kubectl } = watching();
    await settled();
    expect(kubectl.commands[0]?.args).toEqual(
      expect.arrayContaining(['--watch', '--output-watch-events', '--field-selector=metadata.name=a', '-n', 'vllm']),
    );
    expect(kubectl.commands[0]?.args).not.toContain('a');
  });

  it('judges all objects at every event', async () => {
    const { kubectl, yielded } = watching();
    kubectl.push(event('ADDED', 'a'), event('ADDED', 'b'), event('MODIFIED', 'a', 'Failed'));
    await settled();
    expect(progress(yielded)).toEqual(['a Running', 'a Running, b Running', 'a Failed, b Running']);
  });

  it('forgets a deleted object', async () => {
    const { kubectl, yielded } = watching();
    kubectl.push(event('ADDED', 'a'), event('ADDED', 'b'), event('DELETED', 'a'));
    await settled();
    expect(progress(yielded).at(-1)).toBe('b Running');
  });

  it('ignores an event that changes nothing', async () => {
    const { kubectl, yielded } = watching();
    kubectl.push(event('ADDED', 'a'), event('MODIFIED', 'a'), event('MODIFIED', 'a'), event('MODIFIED', 'a', 'Failed'));
    await settled();
    expect(progress(yielded)).toEqual(['a Running', 'a Failed']);
  });

  it('ignores lines that are not events', async () => {
    const { kubectl, yielded } = watching();
    kubectl.push('Warning: deprecated', event('ADDED', 'a'));
    await settled();
    expect(progress(yielded)).toEqual(['a Running']);
  });

  it('lists the objects after kubectl prints nothing for 15 s', async () => {
    const { clock, yielded } = watching();
    await clock.advance(14_999);
    expect(yielded).toEqual([]);
    await clock.advance(1);
    expect(yielded).toEqual([pending('')]);
  });

  it('ends with a list that meets the condition, although kubectl prints nothing', async () => {
    const items = [object('a', 'Ready')];
    const { clock, over, kubectl } = watching({
      stdout: JSON.stringify({ kind: 'List', items }),
      stderr: '',
      exitCode: 0,
    });
    await clock.advance(15_000);
    await over;
    expect(kubectl.closed()).toBe(true);
  });

  it('does not take an API server that does not answer for one without objects', async () => {
    const stderr = 'Unable to connect to the server: net/http: TLS handshake timeout';
    const { clock, over, yielded } = watching({ stdout: '', stderr, exitCode: 1 });
    await clock.advance(15_000);
    await expect(over).rejects.toMatchObject({ code: 'COMMAND_FAILED', cause: { kind: 'disconnected' } });
    expect(yielded).toEqual([]);
  });

  it('continues with later events', async () => {
    const { clock, kubectl, yielded } = watching();
    await clock.advance(20_000);
    kubectl.push(event('ADDED', 'a'));
    await settled();
    expect(progress(yielded)).toEqual(['', 'a Running']);
  });

  it('ends when kubectl ends', async () => {
    const { kubectl, yielded, over } = watching();
    kubectl.push(event('ADDED', 'a'));
    kubectl.end();
    await over;
    expect(progress(yielded)).toEqual(['a Running']);
  });

  it('ends kubectl when its reader stops', async () => {
    const { kubectl, over } = watching();
    kubectl.push(event('ADDED', 'a', 'Ready'));
    await over;
    expect(kubectl.closed()).toBe(true);
  });
});

describe('the objects that exist now', () => {
  const asked = async (execution: Partial<Execution>) => {
    const { session } = stillSession({ ask: async () => ({ stdout: '', stderr: '', exitCode: 0, ...execution }) });
    return list(POD, session, session.signal);
  };

  it('are those of a list, or the named one', async () => {
    expect(await asked({ stdout: JSON.stringify(object('a')) })).toEqual([object('a')]);
    const stdout = JSON.stringify({ kind: 'List', items: [object('a'), object('b')] });
    expect(await asked({ stdout })).toEqual([object('a'), object('b')]);
  });

  it.each([
    'Error from server (NotFound): pods "a" not found',
    'Error from server (NotFound): namespaces "vllm" not found',
    'error: the server doesn\'t have a resource type "pods"',
    'error: context "gke_p_l_c" does not exist',
    'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?',
  ])('are none when kubectl says %s', async (stderr) => {
    expect(await asked({ exitCode: 1, stderr })).toEqual([]);
  });

  it.each([
    'Error from server (Forbidden): pods "a" is forbidden: User "u" cannot get resource "pods" in project lab-404',
    'Unable to connect to the server: getting credentials: exec: executable gke-gcloud-auth-plugin not found',
    'Error from server (ServiceUnavailable): the server is currently unable to handle the request',
  ])('are unknown when kubectl says %s', async (stderr) => {
    await expect(asked({ exitCode: 1, stderr })).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
  });
});
