import * as v from 'valibot';
import { Throttle } from '../../src/shared/throttle';
import type { WebviewApi } from '../hostChannel';

const viewStateSchema = v.object({
  /** The draft. */
  draft: v.fallback(v.string(), ''),
  /** Pixels from the top; null when the end was in view. */
  scrollTop: v.fallback(v.nullable(v.number()), null),
});

/** State that the page itself keeps while VS Code takes it away and brings it back. */
export type ViewState = v.InferOutput<typeof viewStateSchema>;

/** Reads what an earlier page of this view left; anything unreadable counts as nothing. */
export function loadViewState(api: WebviewApi): ViewState {
  const result = v.safeParse(viewStateSchema, api.getState() ?? {});
  return result.success ? result.output : { draft: '', scrollTop: null };
}

/** Saves the view state, at most once in a while, and at once when the page may be about to go. */
export class ViewStateKeeper {
  private state: ViewState;
  private readonly saving = new Throttle(() => this.api.setState(this.state), 300);

  constructor(
    private readonly api: WebviewApi,
    initial: ViewState,
  ) {
    this.state = initial;
    window.addEventListener('pagehide', () => this.saving.flush());
    document.addEventListener('visibilitychange', () => this.saving.flush());
  }

  /** Remembers a change. An emptied draft is saved at once: what was sent must not linger. */
  update(change: Partial<ViewState>): void {
    this.state = { ...this.state, ...change };
    if (change.draft === '') {
      this.saving.flush();
    } else {
      this.saving.schedule();
    }
  }
}
