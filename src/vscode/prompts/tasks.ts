import { resolve } from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { modelIdFault } from '../../core/bedrock/models/modelId';
import { promptFormat } from '../../core/prompts/promptFormat';
import type { RunRequest } from './runs';

const TYPE = 'bedrock-prompts';
const definitionSchema = v.object({
  file: v.string(),
  model: v.optional(
    v.pipe(
      v.string(),
      v.check((id) => modelIdFault(id) === undefined),
    ),
  ),
  output: v.optional(v.string()),
});
type Definition = v.InferOutput<typeof definitionSchema>;

/** Tasks that run a prompt file, with its log in the terminal. VS Code asks for them whenever it lists tasks. */
export class PromptTasks {
  /** `open` makes the terminal in which a run goes on. */
  constructor(private readonly open: (request: RunRequest) => Promise<vscode.Pseudoterminal>) {}

  async provideTasks(): Promise<vscode.Task[]> {
    const pattern = '**/{prompts,*.prompts}.{txt,yaml,yml,jsonl}';
    const files = await vscode.workspace.findFiles(pattern, '**/node_modules/**', 100);
    return files
      .filter(({ fsPath }) => promptFormat(fsPath) !== undefined)
      .map((uri) => {
        const file = vscode.workspace.asRelativePath(uri, false);
        const folder = vscode.workspace.getWorkspaceFolder(uri);
        return this.task({ type: TYPE, file }, { file }, folder ?? vscode.TaskScope.Workspace, file);
      });
  }

  resolveTask({ definition, scope, name }: vscode.Task): vscode.Task | undefined {
    const parsed = v.safeParse(definitionSchema, definition);
    if (!parsed.success) {
      return undefined;
    }
    return this.task(definition, parsed.output, scope ?? vscode.TaskScope.Workspace, name);
  }

  private task(
    definition: vscode.TaskDefinition,
    what: Definition,
    scope: vscode.WorkspaceFolder | vscode.TaskScope,
    name: string,
  ): vscode.Task {
    const folder =
      typeof scope === 'object' ? scope.uri.fsPath : vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    const at = (path: string) => resolve(folder ?? '', path);
    const request = {
      uri: vscode.Uri.file(at(what.file)),
      ...(folder !== undefined && { folder }),
      ...(what.model !== undefined && { model: what.model }),
      // Results have two extensions, their own.
      ...(what.output !== undefined && { output: at(what.output).replace(/\.(md|jsonl)$/i, '') }),
    };
    const execution = new vscode.CustomExecution(() => this.open(request));
    return new vscode.Task(definition, scope, name, 'Bedrock', execution, `$${TYPE}`);
  }
}
