/** A kind of policy that AWS blames ("Troubleshoot access denied error messages", IAM User Guide). */
export type PolicyKind =
  'serviceControl' | 'resourceControl' | 'boundary' | 'session' | 'endpoint' | 'resource' | 'identity';

/** Facts that AWS names in a text. */
export interface NamedByAws {
  /** The permission that is missing or denied, such as `bedrock:CallWithBearerToken`. */
  readonly action: string | undefined;
  /** The region in the ARN of the resource, which is another than the one asked where a profile routed the request. */
  readonly resourceRegion: string | undefined;
  /** Whether the resource's ARN has no region, as that of a model has when a global profile is asked. */
  readonly isGlobalResource: boolean;
  /** The policy that denies, or lacks the permission. */
  readonly policy: PolicyKind | undefined;
}

const policies: readonly (readonly [RegExp, PolicyKind])[] = [
  [/service control polic/i, 'serviceControl'],
  [/resource control polic/i, 'resourceControl'],
  [/permissions? boundar/i, 'boundary'],
  [/session polic/i, 'session'],
  [/endpoint polic/i, 'endpoint'],
  [/resource-based polic/i, 'resource'],
  [/identity-based polic/i, 'identity'],
];

/** Reads what AWS names; each fact is undefined where it does not. */
export function namedByAws(text: string): NamedByAws {
  const action =
    /(?:perform|perform the action|allows? the|authorized for)[:\s]+([a-z][a-z0-9-]{1,40}:[A-Za-z]{2,64})/.exec(
      text,
    )?.[1] ?? /\b((?:bedrock|bedrock-mantle|aws-marketplace|sts|kms):[A-Z][A-Za-z]{2,64})\b/.exec(text)?.[1];
  const resource = /on resources?:? "?(arn:\S{1,300})/.exec(text)?.[1] ?? '';
  return {
    action,
    resourceRegion: /^arn:[^:]*:[^:]*:([a-z]{2,5}(?:-[a-z]{2,10}){1,3}-\d{1,2}):/.exec(resource)?.[1],
    isGlobalResource: /^arn:[^:]*:bedrock::/.test(resource),
    policy: policies.find(([words]) => words.test(text))?.[1],
  };
}
