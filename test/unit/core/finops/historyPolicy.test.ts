import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { DynamoRequest } from '../../../support/emulators/dynamodb';
import { allSent, HistoryTest, interaction, TABLE } from '../../../support/historyTest';

interface Policy {
  readonly Statement: readonly {
    readonly Effect: string;
    readonly Action: string | readonly string[];
    readonly Resource: string;
  }[];
}

const ACCOUNT = 'arn:aws:dynamodb:us-east-1:111122223333:table';

/** `action resource` of all that a policy allows. */
function allowed({ Statement }: Policy): string[] {
  return Statement.flatMap(({ Effect, Action, Resource }) => {
    assert.equal(Effect, 'Allow');
    return [Action].flat().map((action) => `${action} ${Resource}`);
  });
}

/** The same of a call: IAM asks for the index where one is queried, and for the table otherwise. */
function needed({ operation, body }: DynamoRequest): string {
  const index = body['IndexName'];
  const resource = `${ACCOUNT}/${String(body['TableName'])}${typeof index === 'string' ? `/index/${index}` : ''}`;
  return `dynamodb:${operation} ${resource}`;
}

const sorted = (texts: Iterable<string>): string[] => [...new Set(texts)].sort();

describe('the policies of docs/dynamodb.md', () => {
  const [use, create] = [...readFileSync('docs/dynamodb.md', 'utf8').matchAll(/```json\n([^]*?)```/g)].map(
    ([, json = '']) => JSON.parse(json) as Policy,
  );
  let test: HistoryTest;
  before(async () => (test = await HistoryTest.start()));
  after(() => test.close());

  it('allow what making the table asks for, and nothing else', async () => {
    test.dynamo.knowsRecovery = true;
    await test.open().createTable();
    assert.deepEqual(sorted(test.dynamo.requests.map(needed)), sorted(allowed(create!)));
  });

  it('allow what storing and reading ask for, and nothing else', async () => {
    test.dynamo.requests.length = 0;
    const history = test.open({ table: TABLE });
    await history.record(interaction(1));
    await allSent(history);
    await history.describe();
    await history.sessions();
    await history.read('session-1');
    assert.deepEqual(sorted(test.dynamo.requests.map(needed)), sorted(allowed(use!)));
  });
});
