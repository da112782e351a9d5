import type { Asked, Rule } from '../rule';
import * as conversation from './conversation';
import * as schemas from './schemas';
import * as text from './text';
import * as tools from './tools';

/** All that Bedrock is known to refuse, in the order in which it is looked at. */
export const rules: readonly Rule[] = [
  text.wellFormedText,
  conversation.hasMessages,
  conversation.startsWithUser,
  conversation.messagesHaveContent,
  conversation.noBlankText,
  conversation.rolesAlternate,
  conversation.endsWithUser,
  tools.someTools,
  tools.toolsSupported,
  tools.toolNames,
  tools.uniqueToolNames,
  tools.toolDescriptions,
  tools.toolChoiceDeclared,
  tools.toolConfigPresent,
  tools.toolUseIds,
  tools.toolSides,
  tools.toolInputs,
  tools.resultsHaveContent,
  tools.toolResultsFollow,
  tools.calledToolsDeclared,
  tools.resultStatus,
  schemas.objectAtRoot,
  schemas.draft202012,
  schemas.noRootUnions,
  schemas.propertyKeys,
  schemas.novaRoot,
];

/** A rule that a request breaks. */
export interface BrokenRule {
  readonly rule: string;
  readonly message: string;
}

/** The first rule that a request breaks. */
export function brokenRule(asked: Asked): BrokenRule | undefined {
  for (const rule of rules) {
    const message = rule(asked);
    if (message !== undefined) {
      return { rule: rule.name, message };
    }
  }
  return undefined;
}
