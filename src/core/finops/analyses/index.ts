import type { Analysis } from './analysis';
import { architecture, bedrock, dataTransfer, idle } from './usage';
import { breakdowns } from './breakdowns';
import { creditsRefundsTax, amortized, coverage } from './charges';
import { forecast } from './forecast';
import { budget, equalDays } from './months';
import { byTag, taggingCorrelation, untagged, untaggedByOwner } from './tags';
import { movers, spikes } from './trends';

export { explained, offer } from './analysis';
export type { Analysis, OfferedAnalysis } from './analysis';

/** All saved questions, in the order of a list; the first is the one that is shown first. */
export const analyses: readonly Analysis[] = [
  ...breakdowns,
  architecture,
  taggingCorrelation,
  byTag,
  untagged,
  untaggedByOwner,
  forecast,
  budget,
  equalDays,
  movers,
  spikes,
  creditsRefundsTax,
  amortized,
  coverage,
  dataTransfer,
  idle,
  bedrock,
];
