/** From some moment on, the machine's clock shows another time. */
export interface ClockJump {
  /** Milliseconds of true time since the clock was started. */
  readonly afterMs: number;
  /** Milliseconds by which the clock then differs from one that never jumped. */
  readonly byMs: number;
}

/** The clock of a machine that jumps, the same for all processes that are told how. */
export class SharedClock {
  /** The time at the last {@link hold}: what is done in one step is done at one instant. */
  heldMs: number;

  constructor(
    private readonly startedAtMs: number,
    private readonly startsAtMs: number,
    private readonly jumps: readonly ClockJump[],
  ) {
    this.heldMs = startsAtMs;
    this.hold();
  }

  /** Looks at the clock, and gives what it shows. */
  hold(): number {
    const passedMs = Date.now() - this.startedAtMs;
    const jump = this.jumps.findLast(({ afterMs }) => afterMs <= passedMs);
    this.heldMs = this.startsAtMs + passedMs + (jump?.byMs ?? 0);
    return this.heldMs;
  }
}
