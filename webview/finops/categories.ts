import * as l10n from '@vscode/l10n';
import type { ChargeCategory } from '../../src/protocol/finops';

/** A kind of charge, as it stands alone. */
export function categoryName(category: ChargeCategory): string {
  switch (category) {
    case 'Usage':
      return l10n.t('Usage');
    case 'Purchase':
      return l10n.t('Purchase');
    case 'Tax':
      return l10n.t('Tax');
    case 'Credit':
      return l10n.t('Credit');
    case 'Refund':
      return l10n.t('Refund');
    case 'Adjustment':
      return l10n.t('Adjustment');
  }
}

/** A kind of charge within a sentence. */
export function categoryInSentence(category: ChargeCategory): string {
  switch (category) {
    case 'Usage':
      return l10n.t({ message: 'usage', comment: ['Behind "without": without usage'] });
    case 'Purchase':
      return l10n.t({ message: 'purchase', comment: ['Behind "without": without purchase'] });
    case 'Tax':
      return l10n.t({ message: 'tax', comment: ['Behind "without": without tax'] });
    case 'Credit':
      return l10n.t({ message: 'credit', comment: ['Behind "without": without credit'] });
    case 'Refund':
      return l10n.t({ message: 'refund', comment: ['Behind "without": without refund'] });
    case 'Adjustment':
      return l10n.t({ message: 'adjustment', comment: ['Behind "without": without adjustment'] });
  }
}
