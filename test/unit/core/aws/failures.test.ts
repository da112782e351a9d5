import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { BedrockError, classifyError } from '../../../../src/core/aws/errors';
import type { Example } from '../../../../src/core/aws/failures/cause';
import { failureCauses, type ErrorReason } from '../../../../src/core/aws/failures/table';
import { explainError } from '../../../../src/core/chat/explain';

/** The error that the SDK or Node makes of what was said. */
function thrown({ name, status, code, says }: Example): Error {
  return Object.assign(new Error(says), {
    ...(name !== undefined && { name }),
    ...(code !== undefined && { code }),
    $metadata: { httpStatusCode: status },
  });
}

describe('The table of failures', () => {
  for (const [id, { knownBy, examples, billed, retry }] of Object.entries(failureCauses)) {
    for (const example of examples) {
      it(`knows ${id} by “${example.says.slice(0, 60)}”`, () => {
        assert.equal(classifyError(thrown(example), example.phase).reason, id);
      });
    }

    it(`has an example of ${id}, a whole sentence and a step`, () => {
      assert.equal(examples.length > 0, knownBy.length > 0);
      const error = new BedrockError(id as ErrorReason, {
        code: examples[0]?.name ?? 'Name',
        message: examples[0]?.says ?? 'What was said.',
      });
      const context = { modelLabel: '', region: '', credentials: undefined, partial: false };
      const { message, actions } = explainError(error, context);
      assert.match(message, /^\S.*\S$/s);
      assert.doesNotMatch(message, /\{\d\}|undefined|\.\./);
      assert.ok(actions.length > 0);
      // What is tried again at once must not come to an end of its own.
      assert.ok(billed === 'never' || billed === 'maybe');
      assert.equal(typeof retry, 'boolean');
    });
  }

  it('speaks of no model where prices or a list were refused', () => {
    const context = { modelLabel: '', region: 'eu-west-1', credentials: undefined, partial: false };
    const refusals: readonly Example[] = [
      { name: 'AccessDeniedException', status: 403, says: 'Access denied' },
      {
        name: 'AccessDeniedException',
        status: 403,
        says: 'User: arn:aws:iam::111122223333:user/ada is not authorized to perform: pricing:GetProducts because no identity-based policy allows the pricing:GetProducts action',
      },
    ];
    const [unnamed, named] = refusals.map(
      (refusal) => explainError(classifyError(thrown(refusal)), context).message,
    );
    assert.match(unnamed ?? '', /in eu-west-1 with your AWS credentials, .*“Access denied”/);
    assert.match(named ?? '', /may not do pricing:GetProducts in eu-west-1/);
    assert.doesNotMatch(`${unnamed} ${named}`, /model/);
  });
});
