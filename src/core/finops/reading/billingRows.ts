import * as l10n from '@vscode/l10n';
import type { FileReading } from './fileReading';

/**
 * The rows of AWS's monthly billing and cost allocation reports that are charges: line items of linked accounts where
 * there are some, else those of the payer, which say the same. All others are totals.
 */
export class BillingRows {
  private readonly at: number;
  private readonly hasLinked: boolean;
  private readonly hasPayer: boolean;

  constructor(reading: FileReading) {
    this.at = reading.columns.findIndex((name) => /^record_?type$/i.test(name));
    const types = [...reading.recordTypes].map((type) => type.toLowerCase());
    this.hasLinked = types.includes('linkedlineitem');
    this.hasPayer = types.includes('payerlineitem');
  }

  /** Why a row is left out; undefined where it is counted. */
  leaveOut(cells: readonly string[]): string | undefined {
    const type = cells[this.at]?.trim() ?? '';
    switch (type.toLowerCase()) {
      case 'linkedlineitem':
        return undefined;
      case 'payerlineitem':
        return this.hasLinked
          ? l10n.t('a line of the payer, which the lines of linked accounts repeat')
          : undefined;
      case '':
        return undefined;
      default:
        return l10n.t('a total, “{0}”', type);
    }
  }

  /** Sentences about what was chosen. */
  notices(): string[] {
    return this.hasLinked && this.hasPayer
      ? [l10n.t('The payer’s lines repeat those of the linked accounts, which alone are counted.')]
      : [];
  }
}
