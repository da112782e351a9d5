import * as l10n from '@vscode/l10n';
import type { CacheAdviceId } from '../../../protocol/promptCache';
import { formatCount, formatUsd } from '../../../shared/format';
import { isWorthTelling, type CacheFinding, type MissReason, type MissReasonId } from './finding';

/** The most tools that a sentence names. */
const MAX_NAMES = 3;

type ReasonOf<Id extends MissReasonId> = Extract<MissReason, { reason: Id }>;

/** A reason in words, and what a user can do about it. */
interface MissRow<Id extends MissReasonId> {
  readonly sentence: (reason: ReasonOf<Id>, found: CacheFinding) => string;
  readonly advice?: (found: CacheFinding) => CacheAdviceId | undefined;
}

/** Every reason why less was read from the prompt cache than was kept there. */
const missReasons: { readonly [Id in MissReasonId]: MissRow<Id> } = {
  toolsReordered: {
    sentence: ({ tool }) =>
      l10n.t('The tools came in another order: {0} stands where another one stood.', tool),
    advice: () => 'sortTools',
  },
  toolsChanged: {
    sentence: ({ added, removed }) => {
      if (removed.length === 0) {
        return l10n.t('Tools were added: {0}.', names(added));
      }
      return added.length === 0
        ? l10n.t('Tools were taken away: {0}.', names(removed))
        : l10n.t('The tools are others: {0} added, {1} taken away.', names(added), names(removed));
    },
    advice: () => 'chooseTools',
  },
  toolRedefined: {
    sentence: ({ tool, clock }) =>
      clock
        ? l10n.t('The description of the tool {0} has a number or a date in it that changed.', tool)
        : l10n.t('The tool {0} is described otherwise than before.', tool),
    advice: () => 'chooseTools',
  },
  systemClock: {
    sentence: () => l10n.t('The system prompt has a number or a date in it that changed, such as a clock.'),
    advice: () => 'openSystemPrompt',
  },
  systemChanged: { sentence: () => l10n.t('The system prompt changed.') },
  toolChoiceChanged: { sentence: () => l10n.t('Whether a tool has to be called changed.') },
  reasoningChanged: { sentence: () => l10n.t('How the model is to reason changed.') },
  picturesChanged: {
    sentence: () => l10n.t('The first picture came into the conversation, or the last one left it.'),
  },
  historyCut: {
    sentence: () =>
      l10n.t('The oldest messages were left out, so the conversation no longer begins as before.'),
    advice: () => 'openHistoryLimit',
  },
  messageClock: {
    sentence: ({ message }) =>
      l10n.t('Message {0} of the conversation has a number or a date in it that changed.', message),
  },
  messageChanged: {
    sentence: ({ message }) => l10n.t('Message {0} of the conversation is not what it was.', message),
  },
  notAsked: { sentence: () => l10n.t('The prompt cache was not asked for this time.') },
  otherModel: {
    sentence: () => l10n.t('Another model or region was asked before; each has a cache of its own.'),
  },
  tooEarly: {
    sentence: () =>
      l10n.t('The request before had not begun to answer, so what it wrote could not be read yet.'),
  },
  expired: {
    sentence: (_, { idleMs, ttl }) =>
      l10n.t(
        '{0} minutes went by since the last request; what is kept lasts {1}.',
        minutes(idleMs),
        lifetime(ttl),
      ),
    advice: ({ ttl, hasHour }) => (ttl === '5m' && hasHour ? 'useHourCache' : undefined),
  },
  belowMinimum: {
    sentence: ({ minTokens }) =>
      l10n.t(
        'The request is shorter than the {0} tokens from which on the model keeps it.',
        formatCount(minTokens),
      ),
  },
  unknown: {
    sentence: ({ crossRegion }) =>
      crossRegion
        ? l10n.t(
            'No reason is known: the request began as before, and the time was not over. AWS says that a profile over several regions may write anew when demand is high.',
          )
        : l10n.t('No reason is known: the request began as before, and the time was not over.'),
  },
};

/** Why a call read less than was kept, in a sentence; empty where it did not. */
export function missSentence(found: CacheFinding): string {
  const { cause, isExpired, ttl } = found;
  if (cause === undefined) {
    return '';
  }
  const row = missReasons[cause.reason] as MissRow<MissReasonId>;
  const sentence = row.sentence(cause, found);
  return isExpired && cause.reason !== 'expired'
    ? `${sentence} ${l10n.t('The {0} for which it is kept were over, too.', lifetime(ttl))}`
    : sentence;
}

/** What a user can do about it; undefined where nothing helps, or nothing was lost. */
export function missAdvice(found: CacheFinding): CacheAdviceId | undefined {
  const row = found.cause && (missReasons[found.cause.reason] as MissRow<MissReasonId>);
  return row?.advice?.(found);
}

/** The words on the button of an advice. */
export function adviceLabel(id: CacheAdviceId): string {
  switch (id) {
    case 'useHourCache':
      return l10n.t('Keep for an Hour');
    case 'sortTools':
      return l10n.t('Keep Tools in Order');
    case 'chooseTools':
      return l10n.t('Choose Tools…');
    case 'openSystemPrompt':
      return l10n.t('Open System Prompt');
    case 'openHistoryLimit':
      return l10n.t('Open History Limit');
  }
}

/** A miss as it is told under an answer: that it was one, why, and what it cost. */
export function missText(found: CacheFinding): string {
  const opening =
    found.state === 'part' ? l10n.t('Prompt cache missed in part:') : l10n.t('Prompt cache missed:');
  return `${opening} ${missSentence(found)} ${priceSentence(found)}`;
}

/** The misses of an answer that a user wants to hear of, each reason once. */
export function toldMisses(findings: readonly CacheFinding[]): CacheFinding[] {
  const byReason = new Map<string, CacheFinding>();
  for (const found of findings) {
    if (found.cause === undefined || found.lostTokens === 0) {
      continue;
    }
    const before = byReason.get(found.cause.reason);
    byReason.set(found.cause.reason, before === undefined ? found : together(before, found));
  }
  return [...byReason.values()].filter(isWorthTelling);
}

/** The steps against the misses that a user hears of, each once. */
export function missActions(findings: readonly CacheFinding[]): { id: CacheAdviceId; label: string }[] {
  const ids = toldMisses(findings).flatMap((found) => missAdvice(found) ?? []);
  return [...new Set(ids)].map((id) => ({ id, label: adviceLabel(id) }));
}

function together(before: CacheFinding, found: CacheFinding): CacheFinding {
  const usd = [before.lostUsd, found.lostUsd];
  return {
    ...found,
    lostTokens: before.lostTokens + found.lostTokens,
    lostUsd: usd.includes(undefined) ? undefined : (before.lostUsd ?? 0) + (found.lostUsd ?? 0),
    isAbout: before.isAbout || found.isAbout,
  };
}

function priceSentence({ lostTokens, lostUsd, isAbout }: CacheFinding): string {
  const tokens = `${isAbout ? '~' : ''}${formatCount(lostTokens)}`;
  return lostUsd === undefined
    ? l10n.t('{0} tokens were paid for anew; what that cost more is not known.', tokens)
    : l10n.t(
        '{0} tokens were paid for anew, {1} more than reading them.',
        tokens,
        `${isAbout ? '~' : ''}${formatUsd(lostUsd)}`,
      );
}

function names(tools: readonly string[]): string {
  const shown = tools.slice(0, MAX_NAMES).join(', ');
  const more = tools.length - MAX_NAMES;
  return more > 0 ? l10n.t('{0} and {1} more', shown, formatCount(more)) : shown;
}

function minutes(ms: number): string {
  return formatCount(Math.floor(ms / 60_000));
}

function lifetime(ttl: CacheFinding['ttl']): string {
  return ttl === '1h' ? l10n.t('60 minutes') : l10n.t('5 minutes');
}
