import * as vscode from 'vscode';
import { Emitter } from '../../core/util/emitter';
import { requireTrust } from './workspaceTrust';
import { showInformation } from './notify';

const KEY = 'tools.chosen';

/** Which of VS Code's tools models may call: what the user ticked, remembered for each workspace. None at first. */
export class ToolChoice {
  private readonly changed = new Emitter<void>();
  /** Tells when the choice changed. */
  readonly onDidChange = this.changed.on;

  constructor(private readonly memento: vscode.Memento) {}

  /** The names of the chosen tools that there are now. */
  get names(): ReadonlySet<string> {
    const chosen = new Set(this.remembered());
    return new Set(vscode.lm.tools.map(({ name }) => name).filter((name) => chosen.has(name)));
  }

  /** Lets the user tick tools. */
  async pick(): Promise<void> {
    if (!requireTrust(vscode.l10n.t('Models may not call tools in a workspace that you do not trust.'))) {
      return;
    }
    const { tools } = vscode.lm;
    if (tools.length === 0) {
      return explainNone();
    }
    const { names } = this;
    const items = tools
      .map(({ name, description }) => ({
        label: name,
        detail: oneLine(description),
        picked: names.has(name),
      }))
      .toSorted((a, b) => a.label.localeCompare(b.label));
    const picked = await vscode.window.showQuickPick(items, {
      canPickMany: true,
      matchOnDetail: true,
      title: vscode.l10n.t('Tools that models may call'),
      placeHolder: vscode.l10n.t(
        'Tick what may be called in this workspace; the panel and @bedrock offer it',
      ),
    });
    if (picked === undefined) {
      return;
    }
    // What is not there now, such as a server that has not been started, stays as it was chosen.
    const known = new Set(tools.map(({ name }) => name));
    const absent = this.remembered().filter((name) => !known.has(name));
    await this.memento.update(KEY, [...absent, ...picked.map(({ label }) => label)]);
    this.changed.fire();
  }

  private remembered(): string[] {
    const stored: unknown = this.memento.get(KEY);
    return Array.isArray(stored) ? stored.filter((name) => typeof name === 'string') : [];
  }
}

async function explainNone(): Promise<void> {
  const add = vscode.l10n.t('Add MCP Server…');
  const answer = await showInformation(
    vscode.l10n.t('VS Code has no tools yet. Extensions and MCP servers bring them.'),
    add,
  );
  if (answer === add) {
    await vscode.commands.executeCommand('workbench.mcp.addConfiguration');
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
