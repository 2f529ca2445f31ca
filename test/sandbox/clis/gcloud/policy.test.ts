import { describe, expect, it } from 'vitest';
import { CHANGES } from '../../../../sandbox/clis/gcloud/policy.ts';

const viewer = { role: 'roles/viewer', members: ['user:a'] };
const conditional = { ...viewer, condition: { expression: 'true' } };

describe('a binding', () => {
  it('is added once to an existing role', () => {
    const added = CHANGES.add([viewer], 'roles/viewer', 'user:b')!;
    expect(added).toEqual([{ role: 'roles/viewer', members: ['user:a', 'user:b'] }]);
    expect(CHANGES.add(added, 'roles/viewer', 'user:b')).toEqual(added);
  });

  it('is kept apart from a conditional binding', () => {
    expect(CHANGES.add([conditional], 'roles/viewer', 'user:b')).toEqual([
      conditional,
      { role: 'roles/viewer', members: ['user:b'] },
    ]);
  });

  it('is removed with its role when the last member is removed', () => {
    expect(CHANGES.remove([conditional, viewer], 'roles/viewer', 'user:a')).toEqual([conditional]);
  });

  it('cannot be removed when it does not exist', () => {
    expect(CHANGES.remove([conditional], 'roles/viewer', 'user:a')).toBeUndefined();
  });
});
