import { describe, expect, it } from 'vitest';
import { CHANGES } from '../../../../sandbox/clis/gcloud/policy.ts';

const viewer = { role: 'roles/viewer', members: ['user:a'] };
const conditional = { ...viewer, condition: { expression: 'true' } };

describe('a binding', () => {
  it('is added to the role that is there, once', () => {
    const added = CHANGES.add([viewer], 'roles/viewer', 'user:b')!;
    expect(added).toEqual([{ role: 'roles/viewer', members: ['user:a', 'user:b'] }]);
    expect(CHANGES.add(added, 'roles/viewer', 'user:b')).toEqual(added);
  });

  it('stands beside one that has a condition', () => {
    expect(CHANGES.add([conditional], 'roles/viewer', 'user:b')).toEqual([
      conditional,
      { role: 'roles/viewer', members: ['user:b'] },
    ]);
  });

  it('takes the role with it when its last member goes', () => {
    expect(CHANGES.remove([conditional, viewer], 'roles/viewer', 'user:a')).toEqual([conditional]);
  });

  it('cannot be taken away where it is not', () => {
    expect(CHANGES.remove([conditional], 'roles/viewer', 'user:a')).toBeUndefined();
  });
});
