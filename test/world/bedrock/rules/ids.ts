import { constraint, type Asked } from '../rule';

/** Regions from which a profile of a geography is asked; a global one from any. */
const geographies: Readonly<Record<string, RegExp>> = {
  us: /^(us-(east|west)|ca)-/,
  'us-gov': /^us-gov-/,
  eu: /^eu-/,
  apac: /^ap-/,
  au: /^ap-southeast-/,
  jp: /^ap-northeast-/,
  ca: /^ca-/,
};

/** What is asked looks like a model's id or an ARN. */
export function modelIdShape({ model }: Asked): string | undefined {
  return /^(arn:aws[a-z-]*:bedrock:.+|[a-z0-9-]+\.[a-zA-Z0-9.:_-]+)$/.test(model.asked) &&
    model.asked.length <= 2048
    ? undefined
    : constraint(
        model.asked,
        'modelId',
        'satisfy regular expression pattern: (arn:aws…)|([a-z0-9-]+[.][a-z0-9-]+)',
      );
}

/** Some models are asked through a profile alone. */
export function onDemand({ model }: Asked): string | undefined {
  return model.profileOnly && model.by === 'model'
    ? `Invocation of model ID ${model.asked} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`
    : undefined;
}

/** A profile has a model behind it, and is asked in its own part of the world. */
export function profileExists({ model, region }: Asked): string | undefined {
  const unknown = model.known && model.geography !== undefined && !model.profiles?.includes(model.geography);
  const elsewhere =
    region !== undefined &&
    model.geography !== undefined &&
    geographies[model.geography]?.test(region) === false;
  return unknown || elsewhere ? 'The provided model identifier is invalid.' : undefined;
}

/** An ARN is asked in the region that it names. */
export function arnRegion({ model, region }: Asked): string | undefined {
  return model.arnRegion !== undefined && region !== undefined && model.arnRegion !== region
    ? 'The provided model identifier is invalid.'
    : undefined;
}

/** Some models are on other APIs alone. */
export function servedByConverse({ model }: Asked): string | undefined {
  return model.converse === false ? 'The provided model identifier is invalid.' : undefined;
}
