/** A new model's tokens: Claude from Opus 4.7 on makes about 30 % more of a text than is usual (see `tokenEstimate`). */
const UNKNOWN_RATIO = 1.3;
const REMEMBERED = 20;
/** The next text may be a little denser than the last ones. */
const SPARE = 1.05;

/** Learns how far the estimates of a model's input are from what AWS reports, so as not to reserve too little. */
export class InputRatio {
  private readonly ratios: number[] = [];

  /** The tokens to reckon with. */
  corrected(estimated: number): number {
    const ratio = this.ratios.length === 0 ? UNKNOWN_RATIO : Math.max(...this.ratios) * SPARE;
    return Math.ceil(estimated * ratio);
  }

  learn(estimated: number, reported: number): void {
    if (estimated > 0 && reported > 0) {
      this.ratios.push(reported / estimated);
      this.ratios.splice(0, this.ratios.length - REMEMBERED);
    }
  }
}
