import assert from 'node:assert/strict';
import { openQuestions, type Questions } from './questions';

const json = (tags: Record<string, string>) => `"${JSON.stringify(tags).replaceAll('"', '""')}"`;

describe('questions about charges', () => {
  let questions: Questions;
  before(async () => {
    questions = await openQuestions();
  });
  after(() => questions.close());

  const owners =
    'line_item_unblended_cost,line_item_usage_start_date,line_item_line_item_type,line_item_product_code,line_item_usage_account_id,resource_tags';

  it('name the account of what has no tag, and of what has no owner’s tag', async () => {
    const rows = [
      `1.5,2025-06-01,Usage,A,111111111111,`,
      `2.25,2025-06-01,Usage,A,111111111111,${json({ user_env: 'prod' })}`,
      `4,2025-06-01,Usage,A,111111111111,${json({ user_team: 'core', user_env: 'prod' })}`,
      `8,2025-06-01,Usage,A,222222222222,${json({ user_env: 'prod' })}`,
    ];
    const told = await questions.ask('owners', rows, 'untagged-by-owner', { header: owners });
    assert.deepEqual(told.rows, [
      {
        Owner: '111111111111',
        UntaggedCost: '1.5',
        CostWithoutOwnerTag: '3.75',
        OwnerTag: 'user_team',
        Cost: '7.75',
        UntaggedPercent: 19.35,
      },
      {
        Owner: '222222222222',
        UntaggedCost: '0',
        CostWithoutOwnerTag: '8',
        OwnerTag: 'user_team',
        Cost: '8',
        UntaggedPercent: 0,
      },
    ]);
    const plain = await questions.ask('ownerless', rows.slice(3), 'untagged-by-owner', { header: owners });
    assert.match(plain.note, /^No tag’s key says owner/);
  });

  it('tell coverage of a FOCUS file from its commitment discounts', async () => {
    const header =
      'BilledCost,EffectiveCost,ListCost,ContractedCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ServiceName,CommitmentDiscountStatus,CommitmentDiscountCategory';
    const row = (effective: string, status: string, category: string, charge = 'Usage') =>
      `0,${effective},${effective},${effective},USD,${charge},2025-06-01T00:00:00Z,EC2,${status},${category}`;
    const rows = [
      row('3.5', 'Used', 'Spend'),
      row('1.5', 'Used', 'Usage'),
      row('5', '', ''),
      row('0.75', 'Unused', 'Spend'),
      row('99', '', '', 'Purchase'),
    ];
    const told = await questions.ask('focus', rows, 'commitment-coverage', { header });
    assert.deepEqual(told.rows, [
      {
        ServiceName: 'EC2',
        SavingsPlans: '3.5',
        Reservations: '1.5',
        OnDemand: '5',
        Unused: '0.75',
        CoveragePercent: 50,
      },
    ]);
    const none = await questions.ask('uncovered', rows.slice(2, 3), 'commitment-coverage', { header });
    assert.equal(none.note, 'Nothing in this data is covered by a Savings Plan or a reservation.');
    const without = await questions.ask(
      'lacking',
      ['1,1,1,1,USD,Usage,2025-06-01,EC2'],
      'commitment-coverage',
      {
        header: header.split(',').slice(0, 8).join(','),
      },
    );
    assert.match(without.note, /needs CommitmentDiscountStatus, CommitmentDiscountCategory, which this data/);
  });

  it('tell coverage of a CUR from its line item types, with what was paid for and not used', async () => {
    const header =
      'line_item_unblended_cost,line_item_usage_start_date,line_item_line_item_type,line_item_product_code,savings_plan_savings_plan_effective_cost,savings_plan_total_commitment_to_date,savings_plan_used_commitment';
    const rows = [
      '10,2025-06-01,SavingsPlanCoveredUsage,EC2,6,,',
      '-10,2025-06-01,SavingsPlanNegation,EC2,,,',
      '8,2025-06-01,SavingsPlanRecurringFee,EC2,,8,6',
      '2,2025-06-01,Usage,EC2,,,',
    ];
    const told = await questions.ask('cur', rows, 'commitment-coverage', { header });
    assert.deepEqual(told.rows, [
      {
        ServiceName: 'EC2',
        SavingsPlans: '6',
        Reservations: null,
        OnDemand: '2',
        Unused: '2',
        CoveragePercent: 75,
      },
    ]);
  });

  it('divide data transfer by kind, and say where there is none', async () => {
    const row = (cost: string, type: string) => `${cost},2025-06-01,Usage,AmazonEC2,${type},r,`;
    const rows = [
      row('1', 'USE1-DataTransfer-Out-Bytes'),
      row('2', 'USE1-DataTransfer-Regional-Bytes'),
      row('4', 'USE1-EUC1-AWS-Out-Bytes'),
      row('8', 'USE1-NatGateway-Bytes'),
      row('16', 'USE1-BoxUsage:t3.large'),
    ];
    const told = await questions.ask('transfer', rows, 'data-transfer');
    assert.deepEqual(
      told.rows.map(({ Kind, Cost }) => [Kind, Cost]),
      [
        ['Through NAT gateways', '8'],
        ['Between regions', '4'],
        ['Between zones', '2'],
        ['Out to the internet', '1'],
      ],
    );
    const none = await questions.ask('still', rows.slice(4), 'data-transfer');
    assert.match(none.note, /^No usage type in this data is of data transfer/);
    const busy = await questions.ask('busy', rows.slice(4), 'idle');
    assert.match(busy.note, /^Nothing in this data looks idle/);
  });
});
