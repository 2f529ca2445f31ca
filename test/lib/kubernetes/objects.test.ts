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

/** What kubectl prints, line by line, as it is pushed; ended by `end`. */
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
    follow: async function* (command: Command) {
      commands.push(command);
      try {
        for (;;) {
          if (lines.length > 0) yield lines.shift()!;
          else if (isOver) return;
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
const condition = kubernetes({ what: 'it is so', placeholder: '', timeout: 1, of: POD, judge: phases });

describe('the watch of a condition on Kubernetes objects', () => {
  /** Collects what is yielded; stops after what is met. */
  function watching() {
    const kubectl = kubectlWatch();
    const at: StillSession = stillSession({ follow: kubectl.follow });
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

  it('asks kubectl for events, by the field of the name so that it works before the object exists', async () => {
    const { kubectl } = watching();
    await settled();
    expect(kubectl.commands[0]?.args).toEqual(
      expect.arrayContaining(['--watch', '--output-watch-events', '--field-selector=metadata.name=a', '-n', 'vllm']),
    );
    expect(kubectl.commands[0]?.args).not.toContain('a');
  });

  it('judges all objects together, at every event', async () => {
    const { kubectl, yielded } = watching();
    kubectl.push(event('ADDED', 'a'), event('ADDED', 'b'), event('MODIFIED', 'a', 'Failed'));
    await settled();
    expect(progress(yielded)).toEqual(['a Running', 'a Running, b Running', 'a Failed, b Running']);
  });

  it('forgets an object that is deleted', async () => {
    const { kubectl, yielded } = watching();
    kubectl.push(event('ADDED', 'a'), event('ADDED', 'b'), event('DELETED', 'a'));
    await settled();
    expect(progress(yielded).at(-1)).toBe('b Running');
  });

  it('says nothing of an event that changes nothing', async () => {
    const { kubectl, yielded } = watching();
    kubectl.push(event('ADDED', 'a'), event('MODIFIED', 'a'), event('MODIFIED', 'a'), event('MODIFIED', 'a', 'Failed'));
    await settled();
    expect(progress(yielded)).toEqual(['a Running', 'a Failed']);
  });

  it('passes over lines that are no events', async () => {
    const { kubectl, yielded } = watching();
    kubectl.push('Warning: deprecated', event('ADDED', 'a'));
    await settled();
    expect(progress(yielded)).toEqual(['a Running']);
  });

  it('judges that there is nothing when kubectl is quiet for 15 s, and no sooner', async () => {
    const { clock, yielded } = watching();
    await clock.advance(14_999);
    expect(yielded).toEqual([]);
    await clock.advance(1);
    expect(yielded).toEqual([pending('')]);
  });

  it('goes on with events that come after the quiet', async () => {
    const { clock, kubectl, yielded } = watching();
    await clock.advance(20_000);
    kubectl.push(event('ADDED', 'a'));
    await settled();
    expect(progress(yielded)).toEqual(['', 'a Running']);
  });

  it('ends with kubectl', async () => {
    const { kubectl, yielded, over } = watching();
    kubectl.push(event('ADDED', 'a'));
    kubectl.end();
    await over;
    expect(progress(yielded)).toEqual(['a Running']);
  });

  it('ends kubectl when nobody looks any more', async () => {
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

  it('are those of a list, or the one that was named', async () => {
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
  ])('are not known when kubectl says %s', async (stderr) => {
    await expect(asked({ exitCode: 1, stderr })).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
  });
});
