import type { Disposable } from './disposable';

/** Listeners of one kind of event. A listener that throws does not keep the others from being told. */
export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<(event: T) => void>();

  readonly on = (listener: (event: T) => void): Disposable => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };

  fire(event: T): void {
    const errors: unknown[] = [];
    for (const listener of [...this.listeners]) {
      try {
        listener(event);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) {
      queueMicrotask(() => {
        throw new AggregateError(errors, 'An event listener failed');
      });
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}
