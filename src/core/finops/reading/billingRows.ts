import * as l10n from '@vscode/l10n';
import type { FileReading } from './fileReading';
import type { Made, RowMaker } from './rowMaker';

/**
 * The rows of AWS's billing, cost allocation and detailed billing reports that are charges: line items of linked
 * accounts where there are some, else those of the payer, which say the same; in the detailed report all line items,
 * and what rounding came to. Those whose type is a total say the same once more.
 */
export class BillingRows implements RowMaker {
  private readonly at: number;
  private readonly hasLinked: boolean;
  private readonly hasPayer: boolean;

  constructor(reading: FileReading) {
    this.at = reading.columns.findIndex((name) => /^record_?type$/i.test(name));
    const types = [...reading.recordTypes].map((type) => type.toLowerCase());
    this.hasLinked = types.includes('linkedlineitem');
    this.hasPayer = types.includes('payerlineitem');
  }

  made(cells: readonly string[]): Made {
    const type = cells[this.at]?.trim() ?? '';
    if (/total$/i.test(type)) {
      return { left: l10n.t('a total, “{0}”', type) };
    }
    return this.hasLinked && type.toLowerCase() === 'payerlineitem'
      ? { left: l10n.t('a line of the payer, which the lines of linked accounts repeat') }
      : { rows: [{ cells }] };
  }

  notices(): string[] {
    return this.hasLinked && this.hasPayer
      ? [l10n.t('The payer’s lines repeat those of the linked accounts, which alone are counted.')]
      : [];
  }
}
