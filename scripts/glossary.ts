/** A word that is not written, where it is not, and the field's word in its place. */
export interface Entry {
  readonly word: RegExp;
  readonly instead: string;
  /** Files that it is about; all unless given. */
  readonly files?: RegExp;
}

/** Names that identifiers do not have. */
export const identifiers: readonly Entry[] = [
  { word: /^[uU]sageLedger|[lL]edger$|^[lL]edger/, instead: 'SpendingLog, reconciliation' },
  { word: /^[cC]ostUse([A-Z]|$)/, instead: 'FeatureUsage' },
  { word: /^[dD]ailyUse([A-Z]|$)/, instead: 'DailyUsage' },
  { word: /^[aA]nalyse(?!s)/, instead: 'openFiles, runAnalysis' },
  { word: /^Asked$/, instead: 'a specific name, such as PendingAnswer' },
  { word: /^Run$/, instead: 'a specific name, such as PromptRun' },
  { word: /^Slowly$/, instead: 'Throttle' },
  { word: /^soon$/, instead: 'schedule' },
  { word: /^unlessAborted$/, instead: 'raceAbort' },
  { word: /^(words|message|reason)Of$/, instead: 'errorMessage' },
  { word: /^(MOST|LONGEST)_/, instead: 'MAX_' },
  { word: /^(most|least)Usd/, instead: 'maxCostUsd, minCostUsd' },
  { word: /^askAfresh$|^fresh$/, instead: 'bypassCache' },
  { word: /^(Stored|stored)Answer|^[aA]nswerStore/, instead: 'AnswerCache, CachedAnswer' },
  { word: /^(free|thoughtful|unsampled)$/, instead: 'what the trait does', files: /\/bedrock\/models\// },
  {
    word: /^(lose|tellAll|lay|putIn|owed|apart)$/,
    instead: 'drop, notifyAll, fill, insert, pending, separate',
  },
  { word: /^take$/, instead: 'read' },
];

/** Words that no text has: comments, messages, tests' titles, documents. */
export const prose: readonly Entry[] = [
  { word: /\b[tT]he persons?\b/, instead: 'the user' },
  {
    word: /\w*(behaviour|colour|neighbour|favour|honour|flavour|rumour|labour)\w*/i,
    instead: 'the American spelling, -or',
  },
  { word: /\b(analys|catalys|paralys)(e|ed|er|ing)\b/i, instead: 'the American spelling, -yze' },
  {
    word: /\b\w*(amortis|authoris|capitalis|categoris|customis|finalis|initialis|minimis|maximis|normalis|optimis|organis|prioritis|recognis|sanitis|serialis|summaris|synchronis|tokenis|utilis|visualis)(e|ed|es|er|ing|ation)\b/i,
    instead: 'the American spelling, -ize',
  },
  { word: /\b(catalogue|dialogue|analogue)s?\b/i, instead: 'the American spelling, -og' },
  {
    word: /\b(centre|metre|fibre|licence|defence|grey|spelt|spoilt|learnt|whilst|artefact)s?\b/i,
    instead: 'the American spelling',
  },
  {
    word: /(?<!aria-)\b(labelled(?!by)|modelled|travelled|levelled|signalled)\b/i,
    instead: 'the American spelling, one l',
  },
];
