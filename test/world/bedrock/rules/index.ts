import type { ModelRequest, Rule } from '../rule';
import * as blocks from './blocks';
import * as cache from './cache';
import * as conversation from './conversation';
import * as documents from './documents';
import * as fields from './fields';
import * as ids from './ids';
import * as parameters from './parameters';
import * as pictures from './pictures';
import * as reasoning from './reasoning';
import * as schemas from './schemas';
import * as structure from './structure';
import * as text from './text';
import * as thinking from './thinking';
import * as tools from './tools';

/** All that Bedrock is known to refuse, in the order in which it is looked at. */
export const rules: readonly Rule[] = [
  text.wellFormedText,
  ids.modelIdShape,
  ids.onDemand,
  ids.profileExists,
  ids.arnRegion,
  ids.servedByConverse,
  fields.knownFields,
  conversation.hasMessages,
  conversation.startsWithUser,
  conversation.rolesAlternate,
  conversation.messagesHaveContent,
  conversation.noBlankText,
  conversation.endsWithUser,
  tools.someTools,
  tools.toolNames,
  tools.uniqueToolNames,
  tools.toolDescriptions,
  tools.toolConfigPresent,
  tools.toolUseIds,
  tools.toolSides,
  tools.toolInputs,
  tools.toolResultsFollow,
  tools.uniqueToolUseIds,
  tools.resultsFirst,
  tools.resultJson,
  tools.calledToolsDeclared,
  tools.resultStatus,
  tools.resultsHaveContent,
  tools.toolsSupported,
  tools.toolChoiceDeclared,
  schemas.objectAtRoot,
  schemas.draft202012,
  schemas.noRootUnions,
  schemas.propertyKeys,
  schemas.novaRoot,
  blocks.mediaFromUser,
  blocks.besideResults,
  blocks.insideResults,
  blocks.resultTexts,
  pictures.picturesSupported,
  pictures.pictureFormats,
  pictures.pictureBytes,
  pictures.pictureCount,
  pictures.pictureSides,
  documents.documentNames,
  documents.uniqueDocumentNames,
  documents.documentsComeWithText,
  documents.documentCount,
  documents.documentBytes,
  documents.documentsSupported,
  reasoning.reasoningFromModel,
  reasoning.reasoningSupported,
  reasoning.reasoningSigned,
  reasoning.reasoningNotLast,
  reasoning.toolTurnBeginsWithReasoning,
  parameters.parameterBounds,
  parameters.maxTokensLimit,
  parameters.stopSequences,
  parameters.sampling,
  parameters.samplingOfGpt,
  parameters.toolChoiceSupported,
  parameters.strictTools,
  parameters.requestMetadata,
  parameters.guardrail,
  parameters.serviceTier,
  parameters.latency,
  parameters.fitsContext,
  structure.structureSupported,
  structure.structureShape,
  structure.structureKeywords,
  structure.structureSize,
  thinking.additionalFields,
  thinking.thinkingType,
  thinking.thinkingFields,
  thinking.thinkingAlone,
  thinking.effortLevels,
  thinking.effortWithoutThinking,
  thinking.novaReasoning,
  thinking.openReasoning,
  thinking.longContextFlag,
  cache.cachePointsSupported,
  cache.cachePointShape,
  cache.cachePointCount,
  cache.cacheHourSupported,
  cache.cacheHoursFirst,
  cache.cachePointPlaces,
  cache.novaKeepsNoResults,
];

/** A rule that a request breaks. */
export interface BrokenRule {
  readonly rule: string;
  readonly message: string;
}

/** The first rule that a request breaks. */
export function brokenRule(asked: ModelRequest): BrokenRule | undefined {
  for (const rule of rules) {
    const message = rule(asked);
    if (message !== undefined) {
      return { rule: rule.name, message };
    }
  }
  return undefined;
}
