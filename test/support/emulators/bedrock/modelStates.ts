import { modelsIn } from './catalog';
import { AwsError } from './errors';
import type { FoundationModel } from './models';

/** What GetFoundationModelAvailability says of an account and a model. */
export interface Availability {
  readonly agreement: 'AVAILABLE' | 'PENDING' | 'NOT_AVAILABLE' | 'ERROR';
  readonly authorization: 'AUTHORIZED' | 'NOT_AUTHORIZED';
  readonly entitlement: 'AVAILABLE' | 'NOT_AVAILABLE';
  readonly region: 'AVAILABLE' | 'NOT_AVAILABLE';
}

/** The pattern of the operation's URI parameter, from the API reference. */
const idPattern =
  /^[a-z0-9-]{1,63}[.]{1}[a-z0-9-]{1,63}([a-z0-9-]{1,63}[.]){0,2}[a-z0-9-]{1,63}([:][a-z0-9-]{1,63}){0,2}(\/[a-z0-9]{12}|)$/;

/** When models end and how the account stands to them, where a test says so. */
export class ModelStates {
  private readonly ends = new Map<string, Date>();
  private readonly said = new Map<string, Partial<Availability>>();

  /** From now on AWS says that the model ends then; its status stays. */
  end(modelId: string, endsAt: Date): void {
    this.ends.set(modelId, endsAt);
  }

  /** From now on AWS says this of the account and the model; the rest is as it was. */
  say(modelId: string, availability: Partial<Availability>): void {
    this.said.set(modelId, { ...this.said.get(modelId), ...availability });
  }

  /** Forgets what was said. */
  reset(): void {
    this.ends.clear();
    this.said.clear();
  }

  /** The model's life as ListFoundationModels shows it. */
  lifecycle({ modelId, lifecycle, startOfLife }: FoundationModel): Record<string, unknown> {
    const end = this.ends.get(modelId);
    return {
      status: lifecycle,
      startOfLifeTime: `${startOfLife}T00:00:00Z`,
      ...(end && { endOfLifeTime: end.toISOString() }),
    };
  }

  /**
   * Answer to GetFoundationModelAvailability: model ids alone, no profiles and no ARNs.
   * @throws AwsError for an id that is none, or that the region does not list.
   */
  availability(region: string, modelId: string): Record<string, unknown> {
    if (modelId.length > 140 || !idPattern.test(modelId)) {
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value '${modelId}' at 'modelId' failed to satisfy constraint: Member must satisfy regular expression pattern`,
      );
    }
    const model = modelsIn(region).find((each) => each.modelId === modelId);
    if (!model) {
      throw new AwsError('ResourceNotFoundException', `The model ${modelId} could not be found.`);
    }
    const { agreement, authorization, entitlement, region: offered } = this.answerFor(model);
    return {
      // Bedrock leaves the last part of the version out.
      modelId: modelId.replace(/:0$/, ''),
      agreementAvailability: { status: agreement },
      authorizationStatus: authorization,
      entitlementAvailability: entitlement,
      regionAvailability: offered,
    };
  }

  private answerFor({ modelId, availability }: FoundationModel): Availability {
    const granted = availability !== 'no-access';
    return {
      agreement: granted ? 'AVAILABLE' : 'NOT_AVAILABLE',
      authorization: granted ? 'AUTHORIZED' : 'NOT_AUTHORIZED',
      entitlement: granted ? 'AVAILABLE' : 'NOT_AVAILABLE',
      region: 'AVAILABLE',
      ...this.said.get(modelId),
    };
  }
}
