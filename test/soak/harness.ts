import type { Children } from './children';
import type { Findings } from './findings';
import type { Programs } from './programs';
import type { Random } from './random';

/** Collaborators of a round; all of it is of this round alone. */
export interface Round {
  /** Empty, and removed after the round. */
  readonly directory: string;
  readonly random: Random;
  /** About how long the round may take, in milliseconds. */
  readonly ms: number;
  readonly programs: Programs;
  readonly children: Children;
  readonly findings: Findings;
}

/** One way to hurt the product, again and again: each round has a seed, and a truth of its own to judge by. */
export interface Harness {
  readonly name: string;
  /** One round that lasts as long as the soak, beside the others. */
  readonly takesAllTime?: boolean;
  /** An error it throws is a finding like any other. */
  run(round: Round): Promise<void>;
}
