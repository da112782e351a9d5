import type { Surface } from '../../protocol/invocation';
import { dayOf } from './spendingLines';

/** The scope of "ask anyway", from the click on. */
const PERMISSION_MS = 5 * 60_000;

interface Permission {
  readonly conversationId: string | null;
  readonly atMs: number;
}

/** Permissions of the user to go past a budget. Instants are milliseconds since 1970. */
export class Permissions {
  /** The conversation of the last call that was refused, by surface. */
  private readonly refused = new Map<Surface, string | null>();
  private readonly calls = new Map<Surface, Permission>();
  private day: string | undefined;

  noteRefusal(surface: Surface, conversationId: string | null): void {
    this.refused.set(surface, conversationId);
  }

  /** Allows the call that the surface was refused last, once; nothing where none was. */
  allowRefused(surface: Surface, atMs: number): void {
    const conversationId = this.refused.get(surface);
    if (conversationId !== undefined) {
      this.calls.set(surface, { conversationId, atMs });
    }
  }

  /** Allows every call until the day of an instant ends. */
  allowDay(atMs: number): void {
    this.day = dayOf(atMs);
  }

  /** Whether a call may go past; what is good for one call is used up. */
  use(surface: Surface, conversationId: string | null, atMs: number): boolean {
    if (this.day === dayOf(atMs)) {
      return true;
    }
    const permission = this.calls.get(surface);
    if (permission?.conversationId !== conversationId) {
      return false;
    }
    this.calls.delete(surface);
    const ageMs = atMs - permission.atMs;
    return ageMs >= 0 && ageMs <= PERMISSION_MS;
  }
}
