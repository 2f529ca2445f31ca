import { describe, expect, it } from 'vitest';
import { diagnoseText } from '../../../../lib/diagnosis/index.ts';
import { conditions, messageFor } from '../../../../lib/diagnosis/state/conditions.ts';

const YAML = `status:
  conditions:
  - type: Accepted
    status: "False"
    reason: Frobbed
    message: |
      The group is blurred, only
      the core group is supported.
  - type: Programmed
    status: "False"
    reason: Invalid`.split('\n');

const DESCRIBED = `    Conditions:
      Last Transition Time:  2025-07-09T18:01:13Z
      Message:               Error GWCER105: the service foo is gone.
      Observed Generation:   1
      Reason:                BackendNotFound
      Status:                False
      Type:                  ResolvedRefs
      Last Transition Time:  2025-07-09T18:01:13Z
      Message:
      Observed Generation:   1
      Reason:                Accepted
      Status:                True
      Type:                  Accepted`.split('\n');

describe('a condition that is written field by field', () => {
  it('is one record, in any order, with a message of several lines', () => {
    expect(conditions(YAML).map(({ line }) => line)).toEqual([
      'Accepted False Frobbed The group is blurred, only the core group is supported.',
      'Programmed False Invalid',
    ]);
  });

  it('ends where a key of the next one repeats', () => {
    expect(conditions(DESCRIBED).map(({ line }) => line)).toEqual([
      'ResolvedRefs False BackendNotFound Error GWCER105: the service foo is gone.',
    ]);
    expect(messageFor('Reason:                Accepted', DESCRIBED.join('\n'))).toBeUndefined();
  });

  it('ends at a line that is indented less', () => {
    expect(conditions(['  Type: Opaque', 'Conditions:', '  Status: False', '  Type: Ready'])).toMatchObject([
      { line: 'Ready False' },
    ]);
  });

  it('is quoted with its message where a cause knows only its reason', () => {
    expect(diagnoseText(DESCRIBED.join('\n'))).toMatchObject([
      { code: 'GATEWAY_ROUTE', evidence: [expect.stringContaining('the service foo is gone')] },
    ]);
  });
});
