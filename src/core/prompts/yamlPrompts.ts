import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { isSeq, parseDocument, type Document, type Node } from 'yaml';
import type { Problem, Prompt, PromptFile, Span } from './prompt';
import { issueText, promptDefaultsSchema, promptEntrySchema, type PromptDefaults } from './promptSchema';
import { errorMessage } from '../util/errorMessage';

/** Reads YAML: a list of prompts, or `prompts` with what holds for all of them beside it. */
export function yamlPrompts(text: string): PromptFile {
  const document = parseDocument(text, { prettyErrors: false });
  const problems = document.errors.map(({ message, pos: [start, end] }): Problem => {
    // What is missing at the end of the file is said to stand behind it.
    const span = { start, end: Math.min(end, text.length) };
    return { severity: 'error', message: l10n.t('This is not YAML: {0}', message), span };
  });
  if (problems.length > 0) {
    return { prompts: [], problems };
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    const message = l10n.t('This YAML cannot be read: {0}', errorMessage(error));
    return { prompts: [], problems: [{ severity: 'error', message, span: { start: 0, end: text.length } }] };
  }
  const reader = new Reader(document, text.length);
  const defaults = isSeq(document.contents) ? { prompts: value as unknown[] } : reader.defaults(value);
  const base = isSeq(document.contents) ? [] : ['prompts'];
  const prompts = (defaults?.prompts ?? []).flatMap((entry, index) =>
    reader.prompt(entry, [...base, index], defaults ?? {}, String(index + 1)),
  );
  return { prompts, problems: reader.problems };
}

/** Reads one prompt out of a document that YAML (or JSON, which is YAML) was parsed to. */
export function documentPrompt(document: Document, length: number, id: string): PromptFile {
  const reader = new Reader(document, length);
  const prompts = reader.prompt(document.toJS(), [], {}, id);
  return { prompts, problems: reader.problems };
}

class Reader {
  readonly problems: Problem[] = [];

  constructor(
    private readonly document: Document,
    private readonly length: number,
  ) {}

  defaults(value: unknown): PromptDefaults | undefined {
    const parsed = v.safeParse(promptDefaultsSchema, value);
    if (parsed.success) {
      return parsed.output;
    }
    if (typeof value !== 'object' || value === null) {
      this.add(l10n.t('Write a list of prompts, or "prompts:" with one.'), []);
      return undefined;
    }
    this.report(parsed.issues, []);
    return undefined;
  }

  prompt(entry: unknown, path: Path, defaults: Partial<PromptDefaults>, number: string): Prompt[] {
    if (typeof entry === 'string' && entry.trim() !== '') {
      return [{ ...inherited(defaults), id: number, text: entry.trim(), span: this.span(path) }];
    }
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
      this.add(l10n.t('A prompt is a text, or "prompt:" with its id, model, variables and so on.'), path);
      return [];
    }
    const parsed = v.safeParse(promptEntrySchema, entry);
    if (!parsed.success) {
      this.report(parsed.issues, path);
      return [];
    }
    const { id = number, prompt, ...own } = parsed.output;
    const parameters = { ...defaults.parameters, ...own.parameters };
    const variables = { ...defaults.variables, ...own.variables };
    const merged = { ...inherited(defaults), ...own, parameters, variables };
    return [{ ...merged, id, text: prompt.trim(), span: this.span(path) }];
  }

  private report(issues: readonly v.BaseIssue<unknown>[], base: Path): void {
    for (const issue of issues) {
      const path = (issue.path ?? []).map(({ key }) => key as string | number);
      this.add(issueText(issue), [...base, ...path]);
    }
  }

  private add(message: string, path: Path): void {
    this.problems.push({ severity: 'error', message, span: this.span(path) });
  }

  /** Where something stands; for what is missing, where it should. */
  private span(path: Path): Span {
    for (let depth = path.length; depth >= 0; depth--) {
      const at = path.slice(0, depth);
      const node = depth === 0 ? this.document.contents : (this.document.getIn(at, true) as Node | undefined);
      const range = node?.range;
      if (range !== undefined && range !== null) {
        return { start: range[0], end: range[1] };
      }
    }
    return { start: 0, end: this.length };
  }
}

type Path = readonly (string | number)[];

function inherited(defaults: Partial<PromptDefaults>): Partial<Prompt> {
  const { model, system, parameters, schema, variables } = defaults;
  return {
    ...(model !== undefined && { model }),
    ...(system !== undefined && { system }),
    ...(parameters !== undefined && { parameters }),
    ...(schema !== undefined && { schema }),
    ...(variables !== undefined && { variables }),
  };
}
