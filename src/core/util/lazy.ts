import type { Disposable } from './disposable';

/** What a feature's contribution knows of the feature: how to get at it, and nothing that loads it. */
export interface Feature<T> {
  /** The feature where somebody has made use of it. */
  readonly made: T | undefined;
  get(): Promise<T>;
  whenMade(listener: (feature: T) => void): void;
}

/** Something that is made when it is first asked for, once, and disposed of with its owner. */
export class Lazy<T extends Disposable> implements Feature<T>, Disposable {
  private making: Promise<T> | undefined;
  private value: T | undefined;
  private disposed = false;
  private readonly listeners: ((value: T) => void)[] = [];

  constructor(private readonly make: () => Promise<T>) {}

  /** The value where it has been made. */
  get made(): T | undefined {
    return this.value;
  }

  /** The value, made now if need be. Rejects as making it does, which the next call tries again; and once disposed. */
  get(): Promise<T> {
    if (this.disposed) {
      return Promise.reject(new Error('What was asked for has been closed'));
    }
    this.making ??= this.begin().catch((error: unknown) => {
      this.making = undefined;
      throw error;
    });
    return this.making;
  }

  /** Calls the listener once the value has been made, at once where it has. */
  whenMade(listener: (value: T) => void): void {
    if (this.value === undefined) {
      this.listeners.push(listener);
    } else {
      listener(this.value);
    }
  }

  dispose(): void {
    this.disposed = true;
    this.listeners.length = 0;
    this.value?.dispose();
    this.value = undefined;
  }

  private async begin(): Promise<T> {
    const value = await this.make();
    if (this.disposed) {
      // Its owner went while it was made.
      value.dispose();
      throw new Error('What was asked for has been closed');
    }
    this.value = value;
    for (const listener of this.listeners.splice(0)) {
      listener(value);
    }
    return value;
  }
}
