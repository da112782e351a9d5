import * as vscode from 'vscode';
import type { QuestionPosition, SignInAnswer } from '../../core/aws/credentials/signInFlow';
import { DisposableStore } from '../../core/util/disposable';

/** The common part of a dialog's questions. */
interface QuestionLooks {
  readonly title: string;
  readonly placeholder?: string;
  /** Absent for a question that stands alone. */
  readonly position?: QuestionPosition;
}

/** A question answered by typing. */
export interface TextQuestion extends QuestionLooks {
  readonly prompt: string;
  readonly value?: string;
  /** Whether the text is hidden while it is typed. */
  readonly secret: boolean;
  /** The fault of the trimmed text, while it is typed or when it is finished; undefined when nothing is. */
  readonly problem: (text: string, finished: boolean) => string | undefined;
}

/** A choice to offer; `answer` is what choosing it means. */
export interface PickItem extends vscode.QuickPickItem {
  readonly answer: string;
}

/** A question answered by choosing, and, where `typed` makes an item of it, by typing. */
export interface PickQuestion extends QuestionLooks {
  readonly items: readonly PickItem[];
  /** The answer to preselect. */
  readonly active?: string;
  readonly typed?: (text: string) => PickItem | undefined;
}

const CANCELLED: SignInAnswer = { kind: 'cancelled' };
const BACK: SignInAnswer = { kind: 'back' };

/** Asks for a text. A problem shows as soon as it can be seen, and keeps Enter from going on. */
export async function askText(question: TextQuestion): Promise<SignInAnswer> {
  const input = vscode.window.createInputBox();
  dress(input, question);
  input.prompt = question.prompt;
  input.password = question.secret;
  input.value = question.value ?? '';
  const judge = (finished: boolean): boolean => {
    input.validationMessage = question.problem(input.value.trim(), finished);
    return input.validationMessage === undefined;
  };
  return show(input, (answer, store) => {
    store.add(input.onDidChangeValue(() => judge(false)));
    store.add(
      input.onDidAccept(() => {
        if (judge(true)) {
          answer({ kind: 'answer', text: input.value.trim() });
        }
      }),
    );
  });
}

/** Asks for a choice. */
export async function askPick(question: PickQuestion): Promise<SignInAnswer> {
  const pick = vscode.window.createQuickPick<PickItem>();
  dress(pick, question);
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = question.items;
  pick.activeItems = question.items.filter((item) => item.answer === question.active);
  return show(pick, (answer, store) => {
    const { typed } = question;
    if (typed !== undefined) {
      store.add(
        pick.onDidChangeValue((text) => {
          const item = typed(text.trim());
          pick.items = item === undefined ? question.items : [...question.items, item];
        }),
      );
    }
    store.add(
      pick.onDidAccept(() => {
        const chosen = pick.activeItems[0];
        if (chosen !== undefined) {
          answer({ kind: 'answer', text: chosen.answer });
        }
      }),
    );
  });
}

function dress(input: vscode.InputBox | vscode.QuickPick<PickItem>, looks: QuestionLooks): void {
  input.title = looks.title;
  input.placeholder = looks.placeholder ?? '';
  // People fetch keys from another window while this is open.
  input.ignoreFocusOut = true;
  if (looks.position !== undefined) {
    input.step = looks.position.step;
    input.totalSteps = looks.position.totalSteps;
    input.buttons = looks.position.canGoBack ? [vscode.QuickInputButtons.Back] : [];
  }
}

/** Shows the input until it is answered, left backward, or closed. */
async function show(
  input: vscode.InputBox | vscode.QuickPick<PickItem>,
  listen: (answer: (answer: SignInAnswer) => void, store: DisposableStore) => void,
): Promise<SignInAnswer> {
  const store = new DisposableStore();
  store.add(input);
  try {
    return await new Promise<SignInAnswer>((resolve) => {
      listen(resolve, store);
      store.add(
        input.onDidTriggerButton((button) => {
          if (button === vscode.QuickInputButtons.Back) {
            resolve(BACK);
          }
        }),
      );
      // Comes after an answer, too, when it changes nothing.
      store.add(input.onDidHide(() => resolve(CANCELLED)));
      input.show();
    });
  } finally {
    store.dispose();
  }
}
