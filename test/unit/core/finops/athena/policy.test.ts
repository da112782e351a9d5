import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as v from 'valibot';
import { AthenaEngine } from '../../../../../src/core/finops/athena/athenaEngine';
import { accountId } from '../../../../support/emulators/bedrock';
import { sampleTable, startAthenaEmulator } from '../../../../support/emulators/athena';
import { openSource } from './openSource';

const oneOrMore = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => [value].flat()),
);
const policySchema = v.object({
  Version: v.literal('2012-10-17'),
  Statement: v.array(
    v.strictObject({ Sid: v.string(), Effect: v.literal('Allow'), Action: oneOrMore, Resource: oneOrMore }),
  ),
});
const names = { REGION: 'us-east-1', ACCOUNT: accountId, WORKGROUP: 'primary' };

/** The policy in the documentation, with names in the place of its placeholders. */
function documented(): v.InferOutput<typeof policySchema>['Statement'] {
  const text = readFileSync(resolve(import.meta.dirname, '../../../../../docs/athena.md'), 'utf8');
  const json = /```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const filled = json.replace(/\b(REGION|ACCOUNT|WORKGROUP)\b/g, (name) => names[name as keyof typeof names]);
  return v.parse(policySchema, JSON.parse(filled)).Statement;
}

describe('the policy in docs/athena.md', () => {
  const table = sampleTable('focus-1.1', 300);

  /** Opens a table, shows figures, runs a query and cancels another, allowed so much; gives the actions used. */
  async function use(statements: ReturnType<typeof documented>): Promise<string[]> {
    const allows = (action: string, resource: string) =>
      statements.some((one) => one.Action.includes(action) && one.Resource.includes(resource));
    const emulator = await startAthenaEmulator({ tables: [table], allows });
    try {
      const guard = () => Promise.resolve({ limited: false });
      const source = await openSource(emulator, table.name, guard);
      const abort = new AbortController();
      const engine = new AthenaEngine(source, (_title, work) =>
        work(abort.signal, () => {
          if (emulator.executions.held) {
            abort.abort();
          }
        }),
      );
      const { id } = await engine.load([]);
      await engine.query(id, 'SELECT count(*) FROM costs');
      emulator.executions.held = true;
      await assert.rejects(engine.query(id, 'SELECT count(*) FROM costs'), /Athena was told to stop/);
      return [...new Set(emulator.calls.map(({ operation }) => `athena:${operation}`))].sort();
    } finally {
      await emulator.close();
    }
  }

  it('allows every call that is made, and no other of Athena’s', async () => {
    const used = await use(documented());
    const allowed = documented().flatMap(({ Action }) => Action.filter((one) => one.startsWith('athena:')));
    assert.deepEqual(used, allowed.toSorted());
  });

  it('has no action too many: without any of them something fails', async () => {
    const statements = documented();
    const actions = statements.flatMap(({ Action }) => Action.filter((one) => one.startsWith('athena:')));
    assert.equal(actions.length, 6);
    for (const action of actions) {
      const fewer = statements.map((one) => ({
        ...one,
        Action: one.Action.filter((kept) => kept !== action),
      }));
      await assert.rejects(use(fewer), action);
    }
  });

  it('names each action and each resource, and lets nobody write but results', () => {
    const statements = documented();
    for (const { Action, Resource, Sid } of statements) {
      assert.ok(!Action.some((one) => one.includes('*')), Sid);
      assert.ok(!Resource.some((one) => /^\*|\*.+$/.test(one)), Sid);
    }
    const writing = statements.filter(({ Action }) =>
      Action.some((one) => /:(Put|Create|Update|Delete|Tag|Untag)/.test(one)),
    );
    assert.deepEqual(
      writing.map(({ Resource }) => Resource),
      [['arn:aws:s3:::RESULTS-BUCKET/PREFIX/*']],
    );
  });
});
