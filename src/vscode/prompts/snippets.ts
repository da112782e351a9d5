import * as vscode from 'vscode';

/*
 * In code, for VS Code translates no snippets of an extension's files. Ids and names of variables are the same in every
 * language; what is asked is in the user's.
 */

/** Snippets for prompt files in a language of package.json, to be completed from the words that begin them. */
export function promptSnippets(language: string): vscode.CompletionItem[] {
  switch (language) {
    case 'bedrock-prompts':
      return textSnippets();
    case 'bedrock-prompts-yaml':
      return yamlSnippets();
    case 'bedrock-prompts-jsonl':
      return jsonlSnippets();
    default:
      return [];
  }
}

function textSnippets(): vscode.CompletionItem[] {
  return [
    snippet('---', vscode.l10n.t('Begin the next prompt'), ['---\n']),
    snippet('placeholder', vscode.l10n.t('A value from a column of the CSV beside the file'), [
      '{{',
      { fill: 'name' },
      '}}',
    ]),
  ];
}

function yamlSnippets(): vscode.CompletionItem[] {
  return [
    snippet('prompts', vscode.l10n.t('A file with what holds for all of its prompts'), [
      'model: ',
      { fill: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0' },
      '\nsystem: ',
      { fill: vscode.l10n.t('Answer in one paragraph.') },
      '\nprompts:\n  - id: ',
      { fill: 'first' },
      '\n    prompt: ',
      { fill: aboutTopic() },
      '\n    variables: { topic: ',
      { fill: 'Amazon Bedrock' },
      ' }\n',
    ]),
    snippet('prompt', vscode.l10n.t('A prompt'), [
      '- id: ',
      { fill: 'id' },
      '\n  prompt: |\n    ',
      { fill: whatToAsk() },
      '\n',
    ]),
    snippet('checks', vscode.l10n.t('What is expected of the answer'), [
      'checks:\n  - contains: ',
      { fill: vscode.l10n.t({ message: 'text', comment: ['Where a text is to be written'] }) },
      '\n',
    ]),
    snippet('parameters', vscode.l10n.t('What is asked of the model'), [
      'parameters: { maxTokens: ',
      { fill: '500' },
      ', temperature: ',
      { fill: '0' },
      ' }\n',
    ]),
  ];
}

function jsonlSnippets(): vscode.CompletionItem[] {
  return [
    snippet('prompt', vscode.l10n.t('A prompt, a line'), [
      '{"id": "',
      { fill: 'id' },
      '", "prompt": "',
      { fill: whatToAsk() },
      '"}\n',
    ]),
    snippet('variables', vscode.l10n.t('A prompt with placeholders and their values'), [
      '{"id": "',
      { fill: 'id' },
      '", "prompt": "',
      { fill: aboutTopic() },
      '", "variables": {"topic": "',
      { fill: 'Amazon Bedrock' },
      '"}}\n',
    ]),
  ];
}

function whatToAsk(): string {
  return vscode.l10n.t('What to ask');
}

function aboutTopic(): string {
  return vscode.l10n.t('What is {0}?', '{{topic}}');
}

/** A piece of a snippet: text as it stands, or something to write over. */
type Piece = string | { readonly fill: string };

function snippet(word: string, what: string, pieces: readonly Piece[]): vscode.CompletionItem {
  const text = new vscode.SnippetString();
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text.appendText(piece);
    } else {
      text.appendPlaceholder(piece.fill);
    }
  }
  const item = new vscode.CompletionItem(
    { label: word, description: what },
    vscode.CompletionItemKind.Snippet,
  );
  item.insertText = text.appendTabstop(0);
  return item;
}
